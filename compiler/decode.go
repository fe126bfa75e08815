package compiler

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// decode turns a value into what the attribute's type says; false where it was reported.
func (ev *evaluation) decode(a *attribute, v syntax.Value, d *decoded) bool {
	switch a.is.kind {
	case textKind, dateKind, guidKind, wordKind, tableKind:
		return ev.decodeText(a, v, d)
	case boolKind:
		d.truth = v.Bool
		return ev.expect(a, v, syntax.Bool)
	case numberKind:
		return ev.decodeNumber(a, v, d)
	case textsKind, wordsKind, tablesKind:
		return ev.decodeTexts(a, v, d)
	case refKind:
		return ev.decodeRef(a, v, d)
	case refsKind:
		d.list = ev.flattenRefs(a, v, nil)
	case assignmentsKind:
		d.list = ev.decodeAssignments(a, v, nil)
	case levelsKind:
		return ev.decodeLevels(a, v, d)
	case textMapKind:
		return ev.decodeTextMap(a, v, d)
	case anyKind:
		d.value = &v
	}
	return true
}

func (ev *evaluation) expect(a *attribute, v syntax.Value, kind syntax.Kind) bool {
	if v.Kind == kind {
		return true
	}
	ev.diags.Errorf(diag.InvalidValue, v.Span, "%q takes %s, this is %s", a.name, kind, describe(v))
	return false
}

func describe(v syntax.Value) string {
	if v.Kind == syntax.Reference {
		return "a reference to " + v.Target.Address()
	}
	return v.Kind.String()
}

func (ev *evaluation) decodeText(a *attribute, v syntax.Value, d *decoded) bool {
	if !ev.expect(a, v, syntax.String) {
		return false
	}
	d.text = v.Text
	return ev.textFits(a, v)
}

var guidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// textFits checks a text against the words, or the form, that the attribute takes.
func (ev *evaluation) textFits(a *attribute, v syntax.Value) bool {
	switch a.is.kind {
	case wordKind, wordsKind:
		if !slices.Contains(a.is.words, v.Text) {
			ev.unknownWord(a, v)
			return false
		}
	case dateKind:
		if _, err := time.Parse(time.DateOnly, v.Text); err != nil {
			ev.diags.Errorf(diag.InvalidValue, v.Span, "%q is no date: write it as 2027-01-31", v.Text)
			return false
		}
	case guidKind:
		if !guidForm.MatchString(v.Text) {
			d := ev.diags.Errorf(diag.InvalidValue, v.Span, "%q is no GUID: it has 32 hexadecimal digits, as in b2f6c1d4-0000-0000-0000-000000000001", v.Text)
			if bare := strings.Trim(v.Text, "{}"); guidForm.MatchString(bare) {
				d.Hint = "leave out the braces"
			}
			return false
		}
	}
	return true
}

// Of a longer enumeration the words are told as a hint.
const longEnumeration = 8

// unknownWord reports a word that an enumeration lacks. A beginning that only one word has is taken for that: "prod".
func (ev *evaluation) unknownWord(a *attribute, v syntax.Value) {
	var d *diag.Diagnostic
	if len(a.is.words) > longEnumeration {
		d = ev.diags.Errorf(diag.InvalidValue, v.Span, "%q is none of the words that %q takes", v.Text, a.name)
	} else {
		d = ev.diags.Errorf(diag.InvalidValue, v.Span, "%q is none of %s", v.Text, quotedInOrder(a.is.words))
	}
	if d.Suggest(v.Text, a.is.words); d.Hint != "" {
		return
	}
	var begin []string
	for _, word := range a.is.words {
		if len(v.Text) > 1 && strings.HasPrefix(word, strings.ToLower(v.Text)) {
			begin = append(begin, word)
		}
	}
	if len(begin) == 1 {
		d.Suggest(begin[0], begin)
	} else if len(a.is.words) > longEnumeration {
		d.Hint = "it takes " + quotedInOrder(a.is.words)
	}
}

func spoken(name string) string { return (&construct{name: name}).spoken() }

func (ev *evaluation) decodeNumber(a *attribute, v syntax.Value, d *decoded) bool {
	if !ev.expect(a, v, syntax.Number) {
		return false
	}
	n, _ := v.Number.Int64()
	if !v.Number.IsInt() || n > math.MaxInt32 || n < math.MinInt32 {
		ev.diags.Errorf(diag.InvalidValue, v.Span, "%q takes a whole number", a.name)
		return false
	}
	d.number = int(n)
	return true
}

func (ev *evaluation) decodeTexts(a *attribute, v syntax.Value, d *decoded) bool {
	if v.Kind != syntax.List && v.Kind != syntax.Set {
		ev.diags.Errorf(diag.InvalidValue, v.Span, "%q takes a list of strings, this is %s", a.name, describe(v))
		return false
	}
	seen := map[string]bool{}
	for _, one := range flat(v, nil) {
		if one.Kind != syntax.String {
			ev.diags.Errorf(diag.InvalidValue, one.Span, "%q takes strings, this is %s", a.name, describe(one))
			continue
		}
		if !ev.textFits(a, one) {
			continue
		}
		if seen[one.Text] {
			ev.diags.Errorf(diag.DuplicateKey, one.Span, "%q is named twice", one.Text)
			continue
		}
		seen[one.Text] = true
		d.list = append(d.list, item{span: one.Span, text: one.Text})
	}
	return true
}

// flat are the items of a list. Lists may hold lists, as locals with verbs do.
func flat(v syntax.Value, into []syntax.Value) []syntax.Value {
	for _, one := range v.Items {
		if one.Kind == syntax.List || one.Kind == syntax.Set {
			into = flat(one, into)
			continue
		}
		into = append(into, one)
	}
	return into
}

func (ev *evaluation) decodeTextMap(a *attribute, v syntax.Value, d *decoded) bool {
	if !ev.expect(a, v, syntax.Object) {
		return false
	}
	for _, f := range v.Fields {
		if f.Value.Kind != syntax.String {
			ev.diags.Errorf(diag.InvalidValue, f.Value.Span, "%q takes strings, this is %s", a.name, describe(f.Value))
			continue
		}
		d.list = append(d.list, item{span: f.NameSpan, text: f.Name, value: &item{span: f.Value.Span, text: f.Value.Text}})
	}
	return true
}

// decodeLevels reads miscellaneous privileges: a list of names (at organization), or an object name = level.
func (ev *evaluation) decodeLevels(a *attribute, v syntax.Value, d *decoded) bool {
	if v.Kind != syntax.Object {
		if !ev.decodeTexts(a, v, d) {
			return false
		}
		for i := range d.list {
			d.list[i].level = privilege.Organization
		}
		return true
	}
	for _, f := range v.Fields {
		level, ok := ev.level(f.Value)
		if ok {
			d.list = append(d.list, item{span: f.NameSpan, text: f.Name, level: level, levelAt: f.Value.Span})
		}
	}
	return true
}

// level reads an access level that can be granted.
func (ev *evaluation) level(v syntax.Value) (privilege.Level, bool) {
	if v.Kind != syntax.String {
		ev.diags.Errorf(diag.InvalidValue, v.Span, "an access level is a string, this is %s", describe(v))
		return privilege.None, false
	}
	return ev.levelWord(v.Text, v.Span)
}

// levelWord reads a level as policies write it. The API's words are understood well enough to say which of ours they are.
func (ev *evaluation) levelWord(word string, at source.Span) (privilege.Level, bool) {
	level, ok := privilege.ParseLevel(word)
	if ok && level != privilege.None {
		return level, true
	}
	var words []string
	for _, l := range privilege.Levels() {
		words = append(words, l.String())
	}
	switch api, isAPI := apiLevel(word); {
	case ok || isAPI && api == privilege.None:
		ev.diags.Errorf(diag.UnknownLevel, at, "%q is not granted: leave the privilege out", word)
	case isAPI:
		ev.diags.Errorf(diag.UnknownLevel, at, "%q is the API's word: write %q", word, api)
	default:
		d := ev.diags.Errorf(diag.UnknownLevel, at, "%q is no access level", word)
		if d.Suggest(word, words); d.Hint == "" {
			d.Hint = levelMeant(word, words)
		}
	}
	return privilege.None, false
}

// What the admin center and people call the levels, in small letters without anything between them.
var wordForLevel = map[string]privilege.Level{
	"self": privilege.User, "own": privilege.User, "owner": privilege.User,
	"bu": privilege.BusinessUnit, "unit": privilege.BusinessUnit,
	"parentchildbusinessunits": privilege.ParentChild, "parentchildbusinessunit": privilege.ParentChild, "parent": privilege.ParentChild,
	"org": privilege.Organization, "organisation": privilege.Organization, "tenant": privilege.Organization,
}

func levelMeant(word string, levels []string) string {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
	if level, known := wordForLevel[letters]; known {
		return "did you mean \"" + level.String() + "\"?"
	}
	if _, isVerb := privilege.ParseVerb(word); isVerb || word == "all" {
		return "the level comes first: user = [\"" + word + "\"]"
	}
	return "it is one of " + quotedInOrder(levels)
}

// apiLevel reads a word of the API, whatever its capitals.
func apiLevel(word string) (privilege.Level, bool) {
	for _, l := range privilege.Levels() {
		if strings.EqualFold(l.API(), word) {
			return l, true
		}
	}
	return privilege.None, strings.EqualFold(privilege.None.API(), word)
}
