// Pulls and pushes an image with containerd's own library, as a small program would: the resolver,
// the handlers, and a content store in a folder.
//
//	containerd-resolver pull|push REGISTRY/NAME[:TAG|@DIGEST] FOLDER USER PASSWORD
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/containerd/containerd/content"
	"github.com/containerd/containerd/content/local"
	"github.com/containerd/containerd/images"
	"github.com/containerd/containerd/platforms"
	"github.com/containerd/containerd/remotes"
	"github.com/containerd/containerd/remotes/docker"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 5 {
		return errors.New("usage: pull|push REFERENCE FOLDER USER PASSWORD")
	}
	does, reference, folder := args[0], args[1], args[2]
	host := strings.SplitN(reference, "/", 2)[0]
	// The library asks for the credentials of any host that sends a challenge.
	credentials := func(asking string) (string, string, error) {
		if asking != host {
			return "", "", nil
		}
		return args[3], args[4], nil
	}
	authorizer := docker.NewDockerAuthorizer(docker.WithAuthCreds(credentials))
	resolver := docker.NewResolver(docker.ResolverOptions{
		Hosts: docker.ConfigureDefaultRegistries(
			docker.WithAuthorizer(authorizer), docker.WithPlainHTTP(docker.MatchAllHosts)),
	})
	store, err := local.NewStore(folder)
	if err != nil {
		return err
	}
	if does == "push" {
		return push(context.Background(), resolver, store, reference, folder)
	}
	root, err := pull(context.Background(), resolver, store, reference)
	if err != nil {
		return err
	}
	return list(folder, root)
}

func pull(ctx context.Context, resolver remotes.Resolver, store content.Store, reference string) (ocispec.Descriptor, error) {
	name, root, err := resolver.Resolve(ctx, reference)
	if err != nil {
		return root, err
	}
	fetcher, err := resolver.Fetcher(ctx, name)
	if err != nil {
		return root, err
	}
	handler := images.Handlers(remotes.FetchHandler(store, fetcher), images.ChildrenHandler(store))
	return root, images.Dispatch(ctx, handler, nil, root)
}

// list writes what ctr keeps in its database of images, the descriptor of the resolver, into the
// index of an OCI image layout.
func list(folder string, root ocispec.Descriptor) error {
	index := ocispec.Index{Manifests: []ocispec.Descriptor{root}}
	index.SchemaVersion = 2
	text, err := json.Marshal(index)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "oci-layout"), []byte(`{"imageLayoutVersion": "1.0.0"}`), 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "index.json"), text, 0o666)
}

func push(ctx context.Context, resolver remotes.Resolver, store content.Store, reference, folder string) error {
	var index ocispec.Index
	text, err := os.ReadFile(filepath.Join(folder, "index.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &index); err != nil {
		return err
	}
	pusher, err := resolver.Pusher(ctx, reference)
	if err != nil {
		return err
	}
	return remotes.PushContent(ctx, pusher, index.Manifests[0], store, nil, platforms.All, nil)
}
