package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strconv"
	"strings"

	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// administrator is generated when the catalogue is read (semantics S-RO-30); its rows would only say that again.
const administrator = "System Administrator"

// encodeCatalogue writes what package schema reads: one line each, cells behind tabs, the first cell its kind; short, because every command
// pays for reading it. Of a set of levels it writes a hexadecimal digit, of a schema name only what the capitals change.
func encodeCatalogue(c *catalogue) string {
	var b strings.Builder
	fmt.Fprintf(&b, "version\t%s\t%d\t%d\n", c.version, len(c.bases), len(c.tables))
	index := map[string]int{"": -1}
	for i, base := range c.bases {
		index[base.Name] = i
		var legal string
		for _, s := range base.Legal {
			legal += levelDigit(s)
		}
		fmt.Fprintf(&b, "b\t%s\t%s\t%d\t%s\n", base.Name, mark(base.Guessed), base.Ownership, legal)
	}
	for _, t := range c.tables {
		f := t.fact
		if f.SchemaName == f.Name {
			f.SchemaName = ""
		}
		fmt.Fprintf(&b, "t\t%s\t%s\t%d\t%d\t%s\t%s\t%s\n",
			f.Name, f.SchemaName, index[t.base], f.Ownership, mark(f.Activity), mark(f.NotAuditable), f.PrimaryName)
	}
	for _, m := range c.miscellaneous {
		fmt.Fprintf(&b, "m\t%s\t%s\t%d\t%s\t%s\t%s\n", m.Name, m.Label, m.Sensitivity, m.Note, mark(m.Privacy), levelDigit(m.Levels))
	}
	return b.String()
}

// levelDigit is a bit for each level, user the lowest.
func levelDigit(s privilege.LevelSet) string {
	return strconv.FormatUint(uint64(s>>privilege.User), 16)
}

func mark(yes bool) string {
	if yes {
		return "x"
	}
	return ""
}

func encodeRoles(c *catalogue) string {
	var b strings.Builder
	index := map[string]int{}
	for i, base := range c.bases {
		index[base.Name] = i
	}
	for _, r := range c.roles {
		fmt.Fprintf(&b, "role\t%s\t%s\t%s\t%s\n", r.name, label(r.name), r.template, mark(r.name == administrator))
		if r.name == administrator {
			continue
		}
		for _, br := range r.bases {
			b.WriteString(strconv.Itoa(index[br.base]) + "\t" + br.row.String() + "\n")
		}
	}
	return b.String()
}

// label is how a policy names the role: basic_user, where the name is letters, digits and spaces, otherwise the name.
func label(name string) string {
	for i, c := range name {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != ' ' && (c < '0' || '9' < c)) {
			return name
		}
	}
	return strings.ReplaceAll(strings.ToLower(name), " ", "_")
}

// compress writes no time and no name, so that the same text is the same file.
func compress(text string) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(fmt.Sprintf("bug: %v", err))
	}
	w.Write([]byte(text)) // a buffer takes everything
	w.Close()
	return b.Bytes()
}
