package syntax

import (
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func patternFunctions() []function {
	return []function{
		{"regex", "pattern, text", "the first match of a regular expression; with groups, the list or object of them", through(stdlib.RegexFunc, smallPattern)},
		{"regexall", "pattern, text", "every match of a regular expression, as regex gives one", through(stdlib.RegexAllFunc, smallPattern, fewMatches)},
		{"replace", "text, part, replacement", "the text with each part replaced; a part between slashes is a regular expression", replace},
	}
}

const (
	maxPattern     = 2000
	maxPatternWork = 1 << 30 // bytes of the text times bytes of the pattern
)

func smallPattern(c *call) { c.patternFits(c.text(0), c.text(1)) }

func (c *call) patternFits(pattern, text string) bool {
	if len(pattern) > maxPattern {
		return c.budget.exceeded("a regular expression has at most %d bytes", maxPattern)
	}
	if len(pattern)*len(text) > maxPatternWork {
		return c.budget.exceeded("this text is too long for this regular expression")
	}
	return c.budget.step(len(pattern) * len(text) / 64)
}

func fewMatches(c *call) {
	re, err := regexp.Compile(c.text(0))
	if err != nil {
		return // the library says what is wrong
	}
	matches := re.FindAllStringIndex(c.text(1), maxResult+1)
	c.budget.result(len(matches) * (1 + re.NumSubexp()))
}

func replace(c *call) Value {
	text, part, replacement := c.text(0), c.text(1), c.text(2)
	if c.failed {
		return Value{}
	}
	if len(part) > 1 && strings.HasPrefix(part, "/") && strings.HasSuffix(part, "/") {
		return c.replacePattern(text, part[1:len(part)-1], replacement)
	}
	if !c.budget.build(len(text) + strings.Count(text, part)*(len(replacement)-len(part))) {
		return Value{}
	}
	return c.string(strings.ReplaceAll(text, part, replacement))
}

func (c *call) replacePattern(text, pattern, replacement string) Value {
	if !c.patternFits(pattern, text) {
		return Value{}
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return c.fail(1, "%s", clause(err.Error()))
	}
	var result []byte
	end := 0
	for _, match := range re.FindAllStringSubmatchIndex(text, -1) {
		result = append(result, text[end:match[0]]...)
		result = re.ExpandString(result, replacement, text, match)
		if end = match[1]; len(result) > maxText {
			c.budget.build(len(result))
			return Value{}
		}
	}
	return c.string(string(append(result, text[end:]...)))
}
