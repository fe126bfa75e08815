package print

import (
	"fmt"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
)

// parts takes an address apart: the kind of block, its label, and what follows of it, as .default_team.
func parts(address string) (kind, label, rest string) {
	at := strings.IndexAny(address, ".[")
	if at < 0 {
		panic(fmt.Sprintf("bug: %q is no address", address))
	}
	kind, rest = address[:at], address[at:]
	if rest[0] == '.' {
		rest = rest[1:]
		if end := strings.IndexAny(rest, ".["); end >= 0 {
			return kind, rest[:end], rest[end:]
		}
		return kind, rest, ""
	}
	label, rest, ok := unquoted(rest)
	if !ok {
		panic(fmt.Sprintf("bug: %q is no address", address))
	}
	return kind, label, rest
}

// unquoted reads ["a label"] as addresses have it.
func unquoted(index string) (label, rest string, ok bool) {
	var b strings.Builder
	for i := len(`["`); i < len(index); i++ {
		tail := index[i:]
		if after, end := strings.CutPrefix(tail, `"]`); end {
			return b.String(), after, strings.HasPrefix(index, `["`)
		}
		if strings.HasPrefix(tail, "$${") || strings.HasPrefix(tail, "%%{") {
			i++
		} else if index[i] == '\\' && i+1 < len(index) {
			i++
			b.WriteByte(unescaped(index[i]))
			continue
		}
		b.WriteByte(index[i])
	}
	return "", "", false
}

func unescaped(c byte) byte {
	if at := strings.IndexByte("nrt", c); at >= 0 {
		return "\n\r\t"[at]
	}
	return c
}

// label is the label of a block, which is the name of what it declares where it does not say another.
func label(address string) string {
	_, l, _ := parts(address)
	return l
}

// reference is an address as an expression.
func reference(address string) string {
	kind, label, rest := parts(address)
	return kind + step(label) + rest
}

func step(label string) string {
	if model.Identifier(label) {
		return "." + label
	}
	return "[" + quoted(label) + "]"
}
