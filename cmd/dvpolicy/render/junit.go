package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"
)

// junit writes a test case for each rule that ran, in a suite for each group of rules. A rule fails that found what fails the run: that is one
// failure, because readers of the format show the first alone. What else it found, and is not waived, is its output.
func (r Report) junit(w io.Writer) error {
	found, reason := map[string][]issue{}, map[string]string{}
	for _, i := range r.open() {
		found[i.rule] = append(found[i.rule], i)
	}
	for _, s := range r.skipped {
		reason[s.Rule.ID] = s.Reason
	}
	all := junit.Testsuites{Name: "dvpolicy", Time: "0"}
	for _, id := range r.ids() {
		group, _, inGroup := strings.Cut(id, "/")
		if !inGroup {
			group = "policy"
		}
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != group {
			all.Suites = append(all.Suites, junit.Testsuite{Name: group, ID: n, Time: "0"})
		}
		suite := &all.Suites[len(all.Suites)-1]
		suite.AddTestcase(r.testCase(group, id, reason[id], found[id]))
	}
	for _, s := range all.Suites {
		all.Tests += s.Tests
		all.Failures += s.Failures
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return all.WriteXML(w)
}

func (r Report) testCase(group, id, skipped string, found []issue) junit.Testcase {
	c := junit.Testcase{Name: xmlText(id), Classname: "dvpolicy." + group, Time: "0"}
	var failing, others []issue
	for _, i := range found {
		if r.fails(i.severity) {
			failing = append(failing, i)
		} else {
			others = append(others, i)
		}
	}
	if len(failing) > 0 {
		c.Failure = failure(failing)
	}
	if len(others) > 0 {
		c.SystemOut = &junit.Output{Data: xmlText(inLines(others))}
	}
	if len(found) == 0 && skipped != "" {
		c.Skipped = &junit.Result{Message: xmlText(skipped)}
	}
	return c
}

func inLines(all []issue) string {
	lines := make([]string, len(all))
	for i := range all {
		lines[i] = all[i].String()
	}
	return strings.Join(lines, "\n")
}

func failure(found []issue) *junit.Result {
	message := found[0].message
	if n := len(found); n > 1 {
		message = fmt.Sprintf("%d findings, the first: %s", n, message)
	}
	return &junit.Result{Message: xmlText(plain(message)), Type: found[0].severity.String(), Data: xmlText(inLines(found))}
}

// ids are the rules that ran, or the codes of what is wrong with the policy, sorted.
func (r Report) ids() []string {
	var all []string
	for _, rule := range r.rules {
		all = append(all, rule.ID)
	}
	if r.invalid {
		for _, i := range r.issues {
			all = append(all, i.rule)
		}
		slices.Sort(all)
		all = slices.Compact(all)
	}
	return all
}

// xmlText is a text of characters that XML 1.0 has.
func xmlText(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= '\ud7ff' || r >= '\ue000' && r <= '\ufffd' || r >= 0x10000 {
			return r
		}
		return '\ufffd'
	}, strings.ToValidUTF8(text, "\ufffd"))
}
