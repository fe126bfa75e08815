package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model/change"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Changes are what one input has that another has not, layer by layer.
type Changes struct {
	Environments []Comparison
	Findings     FindingChanges
	Gates        []Gate
	Stale        []Acceptance // that accept what no longer occurs
	OtherText    bool         // the texts of the inputs differ
}

// A Comparison is one environment in both inputs.
type Comparison struct {
	Before, After string // what it is called there; "" where it is not
	Access        []Access
	Declarations  []change.Change
	Whole         *Access // of an environment that only one input has
}

// An Access is a change of access, with its identity, and who accepted it.
type Access struct {
	ID string `json:"id"` // "" where nobody asks for it
	*matrix.AccessChange
	Accepted *Acceptance `json:"accepted,omitempty"`
}

// An Acceptance is why a change is accepted, by whom, and until when.
type Acceptance struct {
	ID      string `json:"id"`
	Reason  string `json:"reason"`
	Owner   string `json:"owner"`
	Expires string `json:"expires"`
	Change  string `json:"-"` // in words, where it says of what it is
}

// String is an acceptance in a line.
func (a *Acceptance) String() string {
	return fmt.Sprintf("accepted until %s by %s: %s", a.Expires, plain(a.Owner), plain(a.Reason))
}

// FindingChanges are what rules find in one input alone.
type FindingChanges struct {
	Introduced, Resolved            []lint.Finding
	FolderBefore, FolderAfter       string
	NotLookedBefore, NotLookedAfter []string // rules that could not look at the first input, or at the second: what they find may be no news
}

// A Gate that was asked for, and how many changes it stops.
type Gate struct {
	Name    string `json:"gate"`
	Changes int    `json:"changes"`
	Failed  bool   `json:"failed"`
}

// Empty reports whether nothing differs.
func (c *Changes) Empty() bool {
	return len(c.Findings.Introduced)+len(c.Findings.Resolved) == 0 &&
		!slices.ContainsFunc(c.Environments, func(e Comparison) bool { return len(e.Access)+len(e.Declarations) > 0 })
}

// name is what an environment is called in both inputs.
func (e *Comparison) name() string {
	switch {
	case e.Before == "" || e.Before == e.After:
		return e.After
	case e.After == "":
		return e.Before
	}
	return e.Before + " -> " + e.After
}

// latest is what changes of the environment name it.
func (e *Comparison) latest() string {
	if e.After != "" {
		return e.After
	}
	return e.Before
}

// Changes in the order in which they are told: the worst first.
var worstFirst = []matrix.Change{matrix.Gained, matrix.Widened, matrix.Moved, matrix.Narrowed, matrix.Lost}

// headline is how much differs, in one line.
func (c *Changes) headline() string {
	var parts []string
	if said := countedAccess(c.Environments); said != "" {
		parts = append(parts, "access: "+said)
	}
	declared, hands := countedDeclarations(c.Environments)
	if declared != "" {
		parts = append(parts, declared)
	}
	if hands > 0 {
		parts = append(parts, fmt.Sprintf("needs hands in each environment: %d", hands))
	}
	if said := tally(len(c.Findings.Introduced), "introduced", len(c.Findings.Resolved), "resolved"); said != "" {
		parts = append(parts, "lint: "+said)
	}
	return strings.Join(parts, "; ")
}

func tally(n int, what string, m int, other string) string {
	var parts []string
	if n > 0 {
		parts = append(parts, fmt.Sprintf("%d %s", n, what))
	}
	if m > 0 {
		parts = append(parts, fmt.Sprintf("%d %s", m, other))
	}
	return strings.Join(parts, ", ")
}

func countedAccess(all []Comparison) string {
	count, accepted := map[matrix.Change]int{}, 0
	for _, e := range all {
		for _, a := range e.Access {
			count[a.Change]++
			if a.Accepted != nil {
				accepted++
			}
		}
	}
	var parts []string
	for _, kind := range worstFirst {
		if n := count[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	said := strings.Join(parts, ", ")
	if accepted > 0 {
		said += fmt.Sprintf(" (%d accepted)", accepted)
	}
	return said
}

// countedDeclarations is how many blocks of each construct changed, and how many of them no solution carries.
func countedDeclarations(all []Comparison) (said string, hands int) {
	type what struct {
		construct string
		kind      change.Kind
	}
	count := map[what]int{}
	var order []what
	for _, e := range all {
		for _, d := range e.Declarations {
			k := what{d.Construct, d.Kind}
			if count[k] == 0 {
				order = append(order, k)
			}
			count[k]++
			if !d.Portable {
				hands++
			}
		}
	}
	var parts []string
	for _, k := range order {
		parts = append(parts, Count(count[k], strings.ReplaceAll(k.construct, "_", " "))+" "+string(k.kind))
	}
	return strings.Join(parts, ", "), hands
}

type declarationDoc struct {
	ID          string          `json:"id,omitempty"`
	Environment string          `json:"environment"`
	Construct   string          `json:"construct"`
	Address     string          `json:"address"`
	From        string          `json:"from,omitempty"`
	Change      change.Kind     `json:"change"`
	Details     []change.Detail `json:"details"`
	Portable    bool            `json:"portable"`
	Notes       []change.Note   `json:"notes"`
	File        string          `json:"file"`
	Line        int             `json:"line"`
	Accepted    *Acceptance     `json:"accepted,omitempty"`
}

type comparedDoc struct {
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

type findingChangesDoc struct {
	Introduced      []findingDoc `json:"introduced"`
	Resolved        []findingDoc `json:"resolved"`
	NotLookedBefore []string     `json:"not_looked_before,omitempty"`
	NotLookedAfter  []string     `json:"not_looked_after,omitempty"`
}

// JSON writes changes for tools.
func (c *Changes) JSON(w io.Writer) error {
	access, declarations, compared := []Access{}, []declarationDoc{}, []comparedDoc{}
	for i := range c.Environments {
		e := &c.Environments[i]
		compared = append(compared, comparedDoc{e.Before, e.After})
		access = append(access, e.Access...)
		for _, d := range e.Declarations {
			declarations = append(declarations, e.document(d))
		}
	}
	f := &c.Findings
	return JSON(w, struct {
		Format       string            `json:"format"`
		Version      int               `json:"version"`
		Environments []comparedDoc     `json:"environments"`
		Access       []Access          `json:"access"`
		Declarations []declarationDoc  `json:"declarations"`
		Findings     findingChangesDoc `json:"findings"`
		Gates        []Gate            `json:"gates,omitempty"`
		Stale        []Acceptance      `json:"stale,omitempty"`
	}{
		"dvpolicy/diff", 1, compared, access, declarations,
		findingChangesDoc{documentFindings(f.Introduced, f.FolderAfter), documentFindings(f.Resolved, f.FolderBefore), f.NotLookedBefore, f.NotLookedAfter},
		c.Gates, c.Stale,
	})
}

func (e *Comparison) document(d change.Change) declarationDoc {
	at := placeIn(d.Span)
	doc := declarationDoc{
		Environment: e.latest(), Construct: d.Construct, Address: d.Address, From: d.From, Change: d.Kind, Details: append([]change.Detail{}, d.Details...),
		Portable: d.Portable, Notes: append([]change.Note{}, d.Notes...), File: at.File, Line: at.Line,
	}
	if e.Whole != nil {
		doc.ID, doc.Accepted = e.Whole.ID, e.Whole.Accepted
	}
	return doc
}

// placeIn is a span as matrices have places: named from the policy's folder.
func placeIn(s source.Span) matrix.Place {
	if !s.Known() {
		return matrix.Place{}
	}
	return matrix.Place{File: s.File.Name, Line: s.Line()}
}

func documentFindings(all []lint.Finding, folder string) []findingDoc {
	return DocumentFindings(lint.Result{Findings: all}, folder).Findings
}
