package compiler

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// An ignore is a dvpolicy:ignore comment: a waiver about what its block declares, in every environment that has the block.
type ignore struct {
	decl     *declaration
	waiver   model.Waiver
	mentions []mention
}

const ignoreDirective = "dvpolicy:ignore"

// What may follow the rule in a comment, in any order.
var ignoreWords = []attribute{
	{name: "reason", is: text, doc: "Why. Without it the comment is itself a finding."},
	{name: "until", is: date, doc: "Until when."},
	{name: "table", is: table, doc: "The table that the findings are about."},
	{name: "privilege", is: text, doc: "The miscellaneous privilege that they are about."},
	{name: "count", is: number, doc: "How many findings are accepted, of all that the block declares, in all environments: what all of these have counts once."},
}

func ignoreDoc() CommentDoc {
	words := construct{attrs: ignoreWords}
	return CommentDoc{
		Form: ignoreDirective + " RULE reason=\"…\" until=2027-01-31",
		Doc: "Accepts what a lint rule finds about the block that the comment stands in, or right above: about all of its instances, in every environment that has it. " +
			"It begins the comment, after #, // or /*; the words follow the rule in any order, with quotes around what has spaces. A waiver block does the same from elsewhere.",
		Words: words.document().Attributes,
	}
}

// Blocks that nothing is found about, and where a comment would be at its place.
var withoutFindings = map[string]string{
	localsConstruct.name:   "it belongs into the block that the finding is about",
	lintConstruct.name:     "it belongs into the block that the finding is about",
	waiverConstruct.name:   "what is found about waivers cannot be waived",
	solutionConstruct.name: "what a solution brings is waived by a waiver block with a target",

	testConstruct.name:                "a promise that is not kept is no finding",
	segregationOfDutiesConstruct.name: "a promise that is not kept is no finding",
	invariantConstruct.name:           "a promise that is not kept is no finding",
}

// readComments reads what the comments of a block say. It is the same in every environment.
func (d *declarations) readComments(one *declaration, diags *diag.List) {
	if len(one.block.Comments) == 0 {
		return
	}
	first := map[[3]string]source.Span{} // by what a comment is about
	for _, at := range one.block.Comments {
		hint, without := withoutFindings[one.construct.name]
		switch directive := strings.Fields(at.Text())[0]; {
		case directive != ignoreDirective:
			at.End = at.Start + int32(len(directive))
			diags.Errorf(diag.UnknownComment, at, "no comment is called %q", directive).Hint = "did you mean \"" + ignoreDirective + "\"?"
			continue
		case without:
			diags.Errorf(diag.MisplacedComment, at, "no finding is about %s", one.address()).Hint = hint
			continue
		}
		read := ignore{decl: one, waiver: model.Waiver{Address: one.address(), Comment: true, Span: at}}
		if !read.read(diags) {
			continue
		}
		w := &read.waiver
		about := [3]string{w.Rule, w.Table, w.Privilege}
		if before, twice := first[about]; twice {
			diags.Errorf(diag.DuplicateKey, w.RuleSpan, "rule %q is ignored twice", w.Rule).Note(before, "the first is here")
			continue
		}
		first[about] = w.RuleSpan
		d.ignores = append(d.ignores, read)
	}
}

// More than so many problems say nothing new about a comment.
const mostOfAComment = 10

// read reads the comment, false where it says something wrong.
func (i *ignore) read(diags *diag.List) bool {
	before, at := diags.Len(), i.waiver.Span
	words := words{of: at, text: at.Text(), at: len(ignoreDirective), diags: diags}
	rule, ok := words.next()
	if !ok || rule.assigned {
		diags.Errorf(diag.MissingAttribute, at, "the comment names no rule: %s RULE reason=\"…\"", ignoreDirective)
		return false
	}
	i.waiver.Rule, i.waiver.RuleSpan = rule.name, rule.span
	seen := map[string]source.Span{}
	for {
		word, more := words.next()
		if !more || diags.Len() > before+mostOfAComment {
			return diags.Len() == before
		}
		if first, twice := seen[word.name]; twice {
			diags.Errorf(diag.DuplicateKey, word.span, "%q is here twice", word.name).Note(first, "the first is here")
			continue
		}
		if word.known(diags) && word.fits(diags) {
			word.set(i)
		}
		seen[word.name] = word.span
	}
}

// A word is one of a comment: a name, or name=value.
type word struct {
	name, value     string
	assigned        bool
	span, valueSpan source.Span
}

func (w word) known(diags *diag.List) bool {
	var names []string
	for _, a := range ignoreWords {
		names = append(names, a.name)
	}
	switch {
	case !slices.Contains(names, w.name):
		d := diags.Errorf(diag.UnknownAttribute, w.span, "a comment that ignores a rule says nothing by %q", w.name)
		if d.Suggest(w.name, names); w.name == "expires" {
			d.Suggest("until", names)
		} else if d.Hint == "" {
			d.Hint = "it takes " + quotedInOrder(names) + "; a text of several words stands in quotes"
		}
		return false
	case !w.assigned:
		diags.Errorf(diag.InvalidValue, w.span, "%q lacks its value: write %s=…", w.name, w.name)
		return false
	case w.value == "" && w.name != "reason": // which is a finding
		diags.Errorf(diag.InvalidValue, w.span, "%q is empty", w.name)
		return false
	}
	return true
}

func (w word) fits(diags *diag.List) bool {
	switch w.name {
	case "until":
		if _, err := time.Parse(time.DateOnly, w.value); err != nil {
			diags.Errorf(diag.InvalidValue, w.valueSpan, "%q is no date: write it as 2027-01-31", w.value)
			return false
		}
	case "count":
		n, err := strconv.ParseInt(w.value, 10, 32)
		if err != nil {
			diags.Errorf(diag.InvalidValue, w.valueSpan, "\"count\" takes a whole number, not %q", w.value)
			return false
		}
		if n < 1 {
			diags.Errorf(diag.InvalidValue, w.valueSpan, "\"count\" accepts at least one finding")
			return false
		}
	}
	return true
}

func (w word) set(i *ignore) {
	to := &i.waiver
	switch w.name {
	case "reason":
		to.Reason = w.value
	case "until":
		to.Expires = w.value
	case "table":
		to.Table = w.value
	case "privilege":
		to.Privilege = w.value
	case "count":
		to.Count, _ = strconv.Atoi(w.value)
	}
	if w.name == "table" || w.name == "privilege" {
		i.mentions = append(i.mentions, mention{item{span: w.valueSpan, text: w.value}, w.name == "privilege"})
	}
}

// words are what stands in a comment, one by one.
type words struct {
	of    source.Span
	text  string
	at    int
	diags *diag.List
}

func (w *words) span(start int) source.Span {
	return source.Span{File: w.of.File, Start: w.of.Start + int32(start), End: w.of.Start + int32(w.at)}
}

const spaces = " \t\r\n"

func (w *words) skipSpace() { w.at = len(w.text) - len(strings.TrimLeft(w.text[w.at:], spaces)) }

// take goes on to the first of some characters, or to the end.
func (w *words) take(before string) string {
	start := w.at
	if n := strings.IndexAny(w.text[start:], before); n >= 0 {
		w.at += n
	} else {
		w.at = len(w.text)
	}
	return w.text[start:w.at]
}

// next is the next word, false where there is none, or no reading on.
func (w *words) next() (one word, ok bool) {
	w.skipSpace()
	start := w.at
	if start == len(w.text) {
		return word{}, false
	}
	one.name = w.take("=" + spaces)
	one.span = w.span(start)
	end := w.at
	if w.skipSpace(); !strings.HasPrefix(w.text[w.at:], "=") {
		w.at = end
		return one, true
	}
	w.at++
	w.skipSpace()
	start, one.assigned, ok = w.at, true, true
	if strings.HasPrefix(w.text[w.at:], `"`) {
		one.value, ok = w.quoted()
	} else {
		one.value = w.take(spaces)
	}
	one.valueSpan = w.span(start)
	return one, ok
}

// quoted reads a text in quotes: \" and \\ are a quote and a backslash. It ends on its line.
func (w *words) quoted() (string, bool) {
	start := w.at
	var value strings.Builder
	for w.at++; w.at < len(w.text) && w.text[w.at] != '\n'; w.at++ {
		c := w.text[w.at]
		switch rest := w.text[w.at+1:]; {
		case c == '"' && (rest == "" || strings.IndexByte(spaces, rest[0]) >= 0):
			w.at++
			return value.String(), true
		case c == '"':
			start = w.at
			w.take(spaces)
			w.diags.Errorf(diag.InvalidValue, w.span(start), "a space belongs behind the quote; in a text a quote is written \\\"")
			return "", false
		case c == '\\' && rest != "" && (rest[0] == '"' || rest[0] == '\\'):
			w.at++
			c = rest[0]
		}
		value.WriteByte(c)
	}
	w.at = start + 1
	w.diags.Errorf(diag.InvalidValue, w.span(start), "this text is never closed: a \" is missing")
	return "", false
}

// waiveByComments makes the comments of the blocks that this environment has waivers of what the blocks declare.
func (ev *evaluation) waiveByComments() {
	for _, i := range ev.ignores {
		if !ev.has(i.decl) {
			continue
		}
		w := i.waiver
		w.Targets = ev.declaredBy(i.decl)
		ev.policy.Waivers = append(ev.policy.Waivers, &w)
	}
}

// has reports whether a block is one of this environment.
func (ev *evaluation) has(d *declaration) bool {
	if d.construct == environmentConstruct {
		return ev.environment != nil && ev.environment.decl == d
	}
	return ev.find(d.construct.name, d.label, ev.name) == d
}

// declaredBy are the addresses of what a block declares, as findings name it.
func (ev *evaluation) declaredBy(d *declaration) []string {
	if d.construct == environmentConstruct {
		return []string{d.address()}
	}
	var all []string
	for _, in := range ev.block(d).instances {
		switch object := in.object.(type) {
		case *model.Table:
			if object.Fact != nil { // nil: it was reported
				all = append(all, model.Address(tableConstruct.name, object.Fact.Name))
			}
		case *model.BusinessUnit:
			all = append(all, in.addr, object.DefaultTeam.Address)
		default:
			all = append(all, in.addr)
		}
	}
	slices.Sort(all)
	return all
}
