module remotes-adapter

go 1.19
