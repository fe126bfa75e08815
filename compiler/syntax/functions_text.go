package syntax

import (
	"strings"

	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func textFunctions() []function {
	return []function{
		{"chomp", "text", "the text without the line breaks at its end", through(stdlib.ChompFunc)},
		{"endswith", "text, suffix", "whether the text ends so", func(c *call) Value { return c.bool(strings.HasSuffix(c.text(0), c.text(1))) }},
		{"format", "format, values...", "the values written into a format: %s, %q, %d, %v, %05.2f", through(stdlib.FormatFunc, narrowFormat)},
		{"formatlist", "format, values...", "format for each item of the lists among the values", through(stdlib.FormatListFunc, narrowFormat)},
		{"indent", "spaces, text", "the text with spaces before each line but the first", indent},
		{"join", "separator, lists...", "the strings of the lists with the separator between them", join},
		{"lower", "text", "the text in lower case", through(stdlib.LowerFunc)},
		{"split", "separator, text", "the parts of the text between the separators", split},
		{"startswith", "text, prefix", "whether the text starts so", func(c *call) Value { return c.bool(strings.HasPrefix(c.text(0), c.text(1))) }},
		{"strcontains", "text, part", "whether the part is somewhere in the text", func(c *call) Value { return c.bool(strings.Contains(c.text(0), c.text(1))) }},
		{"strrev", "text", "the text backwards", through(stdlib.ReverseFunc)},
		{"substr", "text, offset, length", "a part of the text, in characters; length -1 is the rest", through(stdlib.SubstrFunc)},
		{"title", "text", "the text with each word's first letter in upper case", through(stdlib.TitleFunc)},
		{"trim", "text, characters", "the text without the characters at its start and end", through(stdlib.TrimFunc, shortCutset)},
		{"trimprefix", "text, prefix", "the text without that start", through(stdlib.TrimPrefixFunc)},
		{"trimspace", "text", "the text without white space at its start and end", through(stdlib.TrimSpaceFunc)},
		{"trimsuffix", "text, suffix", "the text without that end", through(stdlib.TrimSuffixFunc)},
		{"upper", "text", "the text in upper case", through(stdlib.UpperFunc)},
	}
}

func shortCutset(c *call) {
	if len(c.text(1)) > 1000 {
		c.budget.exceeded("trim takes at most 1000 bytes of characters")
	}
}

// narrowFormat sees to it that no width or precision of a format makes a string of any size: all numbers in it, added up, are small.
func narrowFormat(c *call) {
	total, number := 0, 0
	for _, r := range c.text(0) {
		if r < '0' || r > '9' {
			total, number = total+number, 0
			continue
		}
		if number = 10*number + int(r-'0'); number > maxSpread {
			break
		}
	}
	longest := 1
	for _, arg := range c.args[1:] {
		if arg.Kind == List || arg.Kind == Set {
			longest = max(longest, len(arg.Items))
		}
	}
	if total+number > maxSpread || c.function.name == "formatlist" && !c.budget.build((total+number+len(c.text(0)))*longest) {
		c.budget.exceeded("the widths of this format are more than %d together", maxSpread)
	}
	c.budget.result(longest)
}

func indent(c *call) Value {
	spaces, text := c.count(0), c.text(1)
	lines := strings.Count(text, "\n")
	if spaces > maxSpread || !c.budget.build(len(text)+lines*spaces) {
		c.budget.exceeded("indent takes at most %d spaces", maxSpread)
		return Value{}
	}
	return c.string(strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", spaces)))
}

func join(c *call) Value {
	separator := c.text(0)
	var all []string
	for i := range c.args[1:] {
		all = append(all, c.texts(i+1)...)
	}
	size := 0
	for _, text := range all {
		size += len(text) + len(separator)
	}
	if c.failed || !c.budget.build(size) {
		return Value{}
	}
	return c.string(strings.Join(all, separator))
}

func split(c *call) Value {
	separator, text := c.text(0), c.text(1)
	if c.failed || !c.budget.result(strings.Count(text, separator)+1) {
		return Value{}
	}
	return c.strings(strings.Split(text, separator))
}
