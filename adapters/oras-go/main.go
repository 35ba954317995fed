// Pulls an image with oras-go 1 into an OCI image layout.
// One blob after the other: side by side, its layout takes one blob for another and fails by chance.
//
//	oras-go REGISTRY/NAME[:TAG|@DIGEST] FOLDER USER PASSWORD
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"oras.land/oras-go/pkg/content"
	"oras.land/oras-go/pkg/oras"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 4 {
		return errors.New("usage: REFERENCE FOLDER USER PASSWORD")
	}
	registry, err := content.NewRegistry(content.RegistryOptions{
		Username: args[2], Password: args[3], PlainHTTP: true,
	})
	if err != nil {
		return err
	}
	layout, err := content.NewOCI(args[1])
	if err != nil {
		return err
	}
	_, err = oras.Copy(context.Background(), registry, args[0], layout, "", oras.WithPullByBFS,
		oras.WithPullEmptyNameAllowed(), oras.WithAllowedMediaTypes([]string{
			"application/vnd.oci.image.config.v1+json",
			"application/vnd.oci.image.layer.v1.tar+gzip",
			// Without it, a manifest that the registry sends with this type is left out in silence.
			"application/vnd.docker.distribution.manifest.v2+json",
		}))
	return err
}
