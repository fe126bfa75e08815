package syntax

import (
	"strings"

	yaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
)

func yamldecode(c *call) Value {
	text := c.text(0)
	if problem := yamlProblem(text); problem != "" {
		c.budget.exceeded("%s", problem)
		return Value{}
	}
	decoded, err := yaml.Standard.Unmarshal([]byte(text), cty.DynamicPseudoType)
	if err != nil {
		return c.fail(0, "%s", clause(err.Error()))
	}
	v, _ := fromCty(decoded, c.span, c.budget)
	return v
}

// What YAML may cost. The reader recurses, its cost grows with depth, aliases and merges multiply, and long digits are slow.
const (
	maxYAML       = 16 << 20
	maxYAMLMerges = 10_000_000 // merges times keys
)

// yamlProblem looks for what the reader could not bear. It never takes a nesting for less deep than it is: brackets always count when
// they open, and when they close only where no quote or comment can hide them.
func yamlProblem(text string) string {
	if len(text) > maxYAML {
		return "the YAML is longer than 16 MiB"
	}
	if strings.Count(text, "<<")*(1+strings.Count(text, ":")) > maxYAMLMerges {
		return "the YAML merges too many keys"
	}
	s := yamlScan{start: true}
	for i := 0; i < len(text); i++ {
		s.byte(text, &i)
		if s.depth > maxDataDepth || s.lead > 2*maxDataDepth {
			return "the YAML is nested more than 100 deep"
		}
		if s.digits > maxNumberText {
			return "the YAML has a number of more than 1000 digits"
		}
	}
	return ""
}

// A yamlScan is where in a YAML text the scan is.
type yamlScan struct {
	depth  int  // of brackets
	lead   int  // indentation and indicators at the start of the line
	start  bool // still in them
	digits int
	quote  byte // the quote that is open
	note   bool // in a comment
	lost   bool // a quote went over a line: closing brackets no longer count
}

func (s *yamlScan) byte(text string, i *int) {
	b := text[*i]
	if b >= '0' && b <= '9' || b == '_' {
		s.digits++
	} else {
		s.digits = 0
	}
	switch {
	case b == '\n' || b == '\r':
		s.lost = s.lost || s.quote != 0
		s.lead, s.start, s.quote, s.note = 0, true, 0, false
		return
	case b == '[' || b == '{':
		s.depth++
	}
	if s.start && strings.IndexByte(" -?:\t", b) >= 0 {
		s.lead++
		return
	}
	s.start = false
	switch {
	case s.note:
	case s.quote != 0:
		if b == '\\' && s.quote == '"' {
			*i++
		} else if b == s.quote {
			s.quote = 0
		}
	case b == '#' && (*i == 0 || strings.IndexByte(" \t\n\r", text[*i-1]) >= 0):
		s.note = true
	case (b == '"' || b == '\'') && (*i == 0 || strings.IndexByte(" \t\n\r[]{},:?-\"'", text[*i-1]) >= 0):
		s.quote = b
	case (b == ']' || b == '}') && !s.lost && s.depth > 0:
		s.depth--
	}
}
