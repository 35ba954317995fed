"""The door to content stores behind containerd's gRPC API. Needs the extra `grpc`."""
