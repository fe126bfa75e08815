package render

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
)

// Code scanning takes 25,000 results of a run and keeps 5,000 of them, and 100 of the locations of each:
// https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
const (
	mostResults    = 5_000
	mostLocations  = 100
	mostCharacters = 1_000 // of a message, or of a description
)

// levels are severities as SARIF names them, and as numbers of which code scanning calls 7 and above high, 4 and above medium.
var levels = [...]struct{ sarif, problem, security string }{
	lint.Off:     {"note", "recommendation", "2.0"},
	lint.Info:    {"note", "recommendation", "2.0"},
	lint.Warning: {"warning", "warning", "5.5"},
	lint.Error:   {"error", "error", "8.0"},
}

const repository = "https://github.com/dvpolicy/dvpolicy"

// root is what the names of files start from.
const root = "%SRCROOT%"

// sarif writes a log of SARIF 2.1.0.
func (r Report) sarif(w io.Writer) error {
	var run sarifRun
	run.ColumnKind = "unicodeCodePoints"
	run.Bases = map[string]sarifBase{root: {sarifText{Text: "The root of the repository."}}}
	run.Tool.Driver = sarifDriver{Name: "dvpolicy", SemanticVersion: r.from.Version, InformationURI: repository, Rules: r.sarifRules()}
	index := map[string]int{}
	for i, rule := range run.Tool.Driver.Rules {
		index[rule.ID] = i
	}
	run.Invocations = []sarifInvocation{r.sarifInvocation(index)}
	run.Results = []sarifResult{}
	seen := map[string]int{}
	for _, group := range grouped(r.issues) {
		one := group.result(index[group.issues[0].rule])
		// Code scanning reads this one key alone. The number tells apart what has one identity.
		print := one.Fingerprints[fingerprintKey]
		seen[print]++
		one.Fingerprints["primaryLocationLineHash"] = fmt.Sprintf("%s:%d", print, seen[print])
		run.Results = append(run.Results, one)
	}
	return JSON(w, sarifLog{"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func (r Report) sarifInvocation(index map[string]int) sarifInvocation {
	in := sarifInvocation{Successful: !r.invalid}
	for _, s := range r.skipped {
		in.Notifications = append(in.Notifications, sarifNotification{
			sarifText{Text: fmt.Sprintf("%s was skipped: %s", s.Rule.ID, s.Reason)}, "note", sarifRuleRef{s.Rule.ID, index[s.Rule.ID]},
		})
	}
	return in
}

func (r Report) sarifRules() []sarifRule {
	all := []sarifRule{}
	if r.invalid {
		for _, code := range r.ids() {
			all = append(all, codeRule(code))
		}
		return all
	}
	for _, rule := range r.rules {
		group, _, _ := strings.Cut(rule.ID, "/")
		one := sarifRule{ID: rule.ID, Short: sarifText{Text: cut(rule.Summary, mostCharacters)}, Full: sarifText{Text: cut(rule.Why, mostCharacters)}}
		one.Help = sarifText{Text: rule.Why}
		if rule != staleBaseline {
			one.Help.Markdown = rule.Page()
		}
		one.setSeverity(severityOf(rule))
		one.Properties.Tags = []string{"security", "dataverse", group}
		if rule.Pack != "" {
			one.Properties.Tags = append(one.Properties.Tags, rule.Pack)
		}
		all = append(all, one)
	}
	return all
}

// severityOf is what the findings of a rule weigh that runs: one that is off was asked for.
func severityOf(r *lint.Rule) lint.Severity {
	if r.Severity == lint.Off {
		return lint.Warning
	}
	return r.Severity
}

// codeRule is a code of the compiler as a rule.
func codeRule(code string) sarifRule {
	name := strings.ReplaceAll(code, "-", " ")
	text := sarifText{Text: "The policy has no meaning, or a doubtful one: " + name + "."}
	one := sarifRule{ID: code, Short: sarifText{Text: name}, Full: text, Help: text}
	one.setSeverity(lint.Error)
	one.Properties.Tags = []string{"dataverse", "compiler"}
	return one
}

func (r *sarifRule) setSeverity(s lint.Severity) {
	r.Configuration.Level = levels[s].sarif
	r.Properties = sarifRuleProperties{Precision: "high", ProblemSeverity: levels[s].problem, SecuritySeverity: levels[s].security}
}

// A sarifGroup is issues that are one result.
type sarifGroup struct {
	issues []issue
	key    groupKey // zero where one is alone
}

type groupKey struct {
	rule     string
	severity lint.Severity
	waived   bool
}

// grouped are issues as results: each alone, the worst first, as far as there is room, and the rest by rule. One issue more makes few of the
// results others: those that do not fit begin where the room ends, whatever they are about.
func grouped(issues []issue) []sarifGroup {
	var all []sarifGroup
	alone := len(issues)
	if alone > mostResults {
		issues = slices.Clone(issues)
		slices.SortStableFunc(issues, worse)
		alone = fitting(issues)
	}
	for _, i := range issues[:alone] {
		all = append(all, sarifGroup{issues: []issue{i}})
	}
	at := map[groupKey]int{}
	for _, i := range issues[alone:] {
		k := i.key()
		g, found := at[k]
		if !found {
			g = len(all)
			at[k] = g
			all = append(all, sarifGroup{key: k})
		}
		all[g].issues = append(all[g].issues, i)
	}
	for g := range all {
		if len(all[g].issues) == 1 {
			all[g].key = groupKey{}
		}
	}
	return all
}

// fitting is how many issues can be alone, so that there is room for the groups of the others.
func fitting(issues []issue) int {
	groups := map[groupKey]bool{}
	for i := len(issues) - 1; i >= 0; i-- {
		groups[issues[i].key()] = true
		if i+len(groups) <= mostResults {
			return i
		}
	}
	return 0
}

func (i issue) key() groupKey { return groupKey{i.rule, i.severity, i.waived} }

// worse orders issues: those that are waived last, of the others the worst first.
func worse(a, b issue) int {
	switch {
	case a.waived == b.waived:
		return cmp.Compare(b.severity, a.severity)
	case a.waived:
		return 1
	}
	return -1
}

const fingerprintKey = "dvpolicy/v1"

func (g sarifGroup) result(ruleIndex int) sarifResult {
	first := g.issues[0]
	one := sarifResult{
		RuleID: first.rule, RuleIndex: ruleIndex, Level: levels[first.severity].sarif, Message: sarifText{Text: g.message()},
		Fingerprints: map[string]string{fingerprintKey: first.fingerprint},
	}
	if g.key.rule != "" {
		one.Count = len(g.issues)
		one.Fingerprints[fingerprintKey] = identity(g.key.rule, g.key.severity.String(), fmt.Sprint(g.key.waived))
	}
	for _, i := range g.issues[:min(len(g.issues), mostLocations)] {
		one.Locations = append(one.Locations, i.location())
	}
	if g.key.rule == "" {
		for _, n := range first.notes[:min(len(first.notes), mostLocations)] {
			one.Related = append(one.Related, sarifLocation{Physical: physical(n.at), Message: &sarifText{Text: messageText(n.message)}})
		}
	}
	if first.waived {
		why := sarifSuppression{Kind: "inSource"}
		if g.key.rule == "" {
			why.Justification = messageText(first.reason)
		}
		one.Suppressions = []sarifSuppression{why}
	}
	return one
}

func (g sarifGroup) message() string {
	text := messageText(g.issues[0].message)
	n := len(g.issues) - 1
	if n == 0 {
		return text
	}
	return fmt.Sprintf("%s (and %d more of this rule)", text, n)
}

// messageText is a text in which no viewer finds a link: SARIF has [text](target) in messages.
func messageText(text string) string {
	return strings.ReplaceAll(cut(text, mostCharacters), "](", `]\(`)
}

func (i issue) location() sarifLocation {
	at := sarifLocation{Physical: physical(i.at)}
	if i.address != "" {
		at.Logical = []sarifAddress{{i.address}}
	}
	return at
}

func physical(s spot) sarifPlace {
	var p sarifPlace
	p.Artifact.URI, p.Artifact.Base = uri(s.file), root
	if s.line > 0 {
		p.Region = &sarifRegion{StartLine: s.line, StartColumn: s.column, EndLine: s.endLine, EndColumn: s.endColumn}
	}
	return p
}

// uri is a name with slashes as a relative reference: a colon in it makes no scheme.
func uri(name string) string {
	return strings.ReplaceAll((&url.URL{Path: name}).EscapedPath(), ":", "%3A")
}
