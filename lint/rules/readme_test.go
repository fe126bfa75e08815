package rules_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint/rules"
)

var update = flag.Bool("update", false, "write README.md anew; read the diff")

// README.md is the pages of all rules.
func TestReadmeIsThePagesOfTheRules(t *testing.T) {
	var page bytes.Buffer
	page.WriteString("# Lint rules\n\nGenerated from the rules: `go test ./lint/rules -update`. `dvpolicy rules ID` prints one.\n\n| rule | severity | flags |\n|---|---|---|\n")
	for _, r := range rules.All() {
		severity := r.Severity.String()
		if r.Pack != "" {
			severity = "pack " + r.Pack
		}
		fmt.Fprintf(&page, "| %s | %s | %s |\n", r.ID, severity, r.Summary)
	}
	for _, r := range rules.All() {
		page.WriteString("\n#" + r.Page())
	}
	if *update {
		if err := os.WriteFile("README.md", page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile("README.md")
	if err != nil || !bytes.Equal(written, page.Bytes()) {
		t.Errorf("README.md is not what the rules say (%v): run with -update", err)
	}
}
