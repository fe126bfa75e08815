package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/schema"
)

// version is of the program; the catalogue has its own.
const version = "0.1.0"

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of the program and of its catalogue",
		Args:  asUsed,
		RunE:  func(*cobra.Command, []string) error { return p.version() },
	}
}

func (p *program) version() error {
	return p.show(view{
		text: func(w io.Writer, _ render.Palette) {
			fmt.Fprintf(w, "dvpolicy %s (catalogue %s)\n", version, schema.Version())
		},
		json: func(w io.Writer) error {
			return render.JSON(w, struct {
				Format    string `json:"format"`
				Version   int    `json:"version"`
				Program   string `json:"program"`
				Catalogue string `json:"catalogue"`
			}{"dvpolicy/version", 1, version, schema.Version()})
		},
	})
}
