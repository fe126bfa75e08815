// Command gen makes the embedded catalogue from the facts in schema/facts. With -import it first renews those facts that come from role
// dumps and lists of tables; that needs the research data, which the project does not carry.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", "schema", "the schema folder")
	from := flag.String("import", "", "renew facts/tables.tsv and facts/roles.tsv from the research data in this folder")
	flag.Parse()
	if err := run(*dir, *from); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir, from string) error {
	facts := filepath.Join(dir, "facts")
	if from != "" {
		if err := importFacts(from, facts); err != nil {
			return fmt.Errorf("import %s: %w", from, err)
		}
	}
	f, err := readFacts(facts)
	if err != nil {
		return err
	}
	c, err := resolve(f)
	if err != nil {
		return err
	}
	for _, out := range []struct{ name, text string }{{"catalogue.gz", encodeCatalogue(c)}, {"roles.gz", encodeRoles(c)}} {
		if err := os.WriteFile(filepath.Join(dir, out.name), compress(out.text), 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("catalogue %s: %d tables, %d bases, %d miscellaneous privileges, %d standard roles\n",
		c.version, len(c.tables), len(c.bases), len(c.miscellaneous), len(c.roles))
	return nil
}
