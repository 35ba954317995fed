module store-adapter

go 1.19
