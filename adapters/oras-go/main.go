// Pulls and pushes an image with oras-go 1, between a registry and an OCI image layout.
// One blob after the other: side by side, its layout takes one blob for another and fails by chance.
//
//	oras-go pull|push REGISTRY/NAME[:TAG|@DIGEST] FOLDER USER PASSWORD [SECONDS]
//
// SECONDS end the whole operation: after an error, a push waits without end by chance.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

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
	if len(args) < 5 {
		return errors.New("usage: pull|push REFERENCE FOLDER USER PASSWORD [SECONDS]")
	}
	ctx := context.Background()
	if len(args) == 6 {
		seconds, err := strconv.Atoi(args[5])
		if err != nil {
			return err
		}
		limited, cancel := context.WithTimeout(ctx, time.Duration(seconds)*time.Second)
		defer cancel()
		ctx = limited
	}
	reference, folder := args[1], args[2]
	registry, err := content.NewRegistry(content.RegistryOptions{
		Username: args[3], Password: args[4], PlainHTTP: true,
	})
	if err != nil {
		return err
	}
	layout, err := content.NewOCI(folder)
	if err != nil {
		return err
	}
	if args[0] == "push" {
		tag := reference[strings.LastIndex(reference, ":")+1:]
		_, err = oras.Copy(ctx, layout, tag, registry, reference)
		return err
	}
	_, err = oras.Copy(ctx, registry, reference, layout, "", oras.WithPullByBFS,
		oras.WithPullEmptyNameAllowed(), oras.WithAllowedMediaTypes([]string{
			"application/vnd.oci.image.config.v1+json",
			"application/vnd.oci.image.layer.v1.tar+gzip",
		}))
	return err
}
