package matrix

import (
	"bytes"
	"encoding/json"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// everything that a matrix can be asked, as JSON.
func everything(t interface{ Fatal(...any) }, m *Matrix) string {
	var all bytes.Buffer
	out := json.NewEncoder(&all)
	put := func(answer any) {
		if err := out.Encode(answer); err != nil {
			t.Fatal(err)
		}
	}
	put(m.Summary())
	for _, address := range m.Principals(true) {
		p, err := m.Resolve(address)
		if err != nil {
			t.Fatal(err)
		}
		put(m.WhatCan(p, Filter{Grants: true}))
		for _, table := range m.Tables() {
			for _, v := range privilege.Verbs() {
				e, err := m.Explain(p, v, table)
				if err != nil {
					t.Fatal(err)
				}
				put(e)
			}
		}
	}
	put(m.WhoCan(Filter{}, true))
	put(m.WhoCan(Filter{Privilege: "PRVexporttoexcel"}, true))
	return all.String()
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Build(randomWorld(t).p)
		m.limits = rapid.SampledFrom([]limits{expanded(), {0, 100}, {100, 0}}).Draw(t, "limits")
		data := m.encoded()
		if !json.Valid(data) {
			t.Fatalf("not JSON:\n%s", data)
		}
		again, err := decode(data, m.limits)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if got, want := everything(t, again), everything(t, m); got != want {
			t.Fatalf("other answers: %s", firstDifference(got, want))
		}
		if again.Digest() != m.Digest() {
			t.Fatal("another digest")
		}
		if got, want := facts(again.policy), facts(m.policy); got != want {
			t.Fatalf("other facts: %s", firstDifference(got, want))
		}
	})
}

// facts are what the artifact keeps beyond the cells, in Go's own words.
func facts(p *model.Policy) string {
	var text strings.Builder
	for _, item := range []any{p.Environment.Audit, p.Environment.ActivityLogging, p.Environment.Hierarchy, p.Environment.Disputed,
		p.Environment.OrganizationSetting, p.Positions, p.Templates, p.Shares, p.Groups, p.Tables} {
		writeFacts(&text, reflect.ValueOf(item), 0)
	}
	for _, u := range p.Users {
		writeFacts(&text, reflect.ValueOf(u), 3)
	}
	return text.String()
}

var skipped = []reflect.Type{reflect.TypeFor[source.Span](), reflect.TypeFor[*model.Base](), reflect.TypeFor[[]model.Assignment]()}

// writeFacts writes values without places and assignments, which have an order of their own; and what they refer to by the address.
func writeFacts(text *strings.Builder, v reflect.Value, depth int) {
	switch {
	case slices.Contains(skipped, v.Type()):
	case v.Kind() == reflect.Pointer && v.IsNil():
		text.WriteString("nil\n")
	case v.Kind() == reflect.Pointer && depth > 3 && v.Elem().Kind() == reflect.Struct && v.Elem().FieldByName("Address").IsValid():
		text.WriteString(v.Elem().FieldByName("Address").String() + "\n")
	case v.Kind() == reflect.Pointer:
		writeFacts(text, v.Elem(), depth+1)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			writeFacts(text, v.Index(i), depth+1)
		}
		text.WriteString(".\n")
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			text.WriteString(v.Type().Field(i).Name + " ")
			writeFacts(text, v.Field(i), depth+1)
		}
	default:
		text.WriteString(strings.TrimSpace(quoteValue(v)) + "\n")
	}
}

func quoteValue(v reflect.Value) string {
	out, _ := json.Marshal(v.Interface())
	return string(out)
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "\n" + g[i] + "\ninstead of\n" + w[i]
		}
	}
	return "one is longer"
}

func TestSameBytesOnAnyNumberOfProcessors(t *testing.T) {
	w := benchmarkWorld(30, 20, 40, 4000, 50)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := Build(w.p).encoded()
	for _, processors := range []int{2, 7} {
		runtime.GOMAXPROCS(processors)
		if !bytes.Equal(one, Build(w.p).encoded()) {
			t.Errorf("%d processors write other bytes", processors)
		}
	}
}

// Where things were written is no part of access.
func TestDigestIsOfMeaning(t *testing.T) {
	build := func(name string, before int) *Matrix {
		w := newTree()
		w.file.Name = name
		for range before {
			w.line()
		}
		w.user("n", w.north, w.reads("r", w.account, privilege.BusinessUnit))
		return w.build()
	}
	a, b := build("a.dv.hcl", 0), build("b.dv.hcl", 5)
	if a.Digest() != b.Digest() {
		t.Error("another file name and another line make another digest")
	}
	if bytes.Equal(a.encoded(), b.encoded()) {
		t.Error("the sources do not say where")
	}
}

func TestDigestSeesAccess(t *testing.T) {
	build := func(level privilege.Level) string {
		w := newTree()
		w.user("n", w.north, w.reads("r", w.account, level))
		return w.build().Digest()
	}
	if build(privilege.User) == build(privilege.BusinessUnit) {
		t.Error("another level has the same digest")
	}
}

func TestArtifactThatIsNone(t *testing.T) {
	w := newTree()
	w.user("n", w.north, w.reads("r", w.account, privilege.BusinessUnit))
	good := string(w.build().encoded())
	change := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s in\n%s", old, good)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, test := range map[string]struct{ data, want string }{
		"empty":          {"", "not a matrix artifact"},
		"another file":   {`{"name":"x"}`, "not a matrix artifact"},
		"a list":         {`[]`, "not a matrix artifact"},
		"a newer one":    {change(`"version":1`, `"version":2`), "format version 2; this program reads version 1"},
		"cut off":        {good[:len(good)/2], "byte"},
		"more behind":    {good + "{}", "the end expected"},
		"a widened role": {change(`"read":"business_unit"`, `"read":"organization"`), "add up"},
		"another name":   {change(`"address":"user.n"`, `"address":"user.m"`), "digest"},
		"unknown unit":   {change(`"parent":"business_unit.root"`, `"parent":"business_unit.rot"`), `access.business_units[1].parent, byte`},
		"unknown class":  {change(`"class":"`, `"class":"0`), "does not exist"},
		"unknown role":   {change(`"roles":["role.r"],"e`, `"roles":["role.x"],"e`), `no role has the address "role.x"`},
		"unknown key":    {change(`"address":"role.r"`, `"adress":"role.r"`), `unknown key "adress"`},
		"other spaces":   {change(`"version":1,`, `"version": 1,`), "line 1, byte 38: not as an artifact is written"},
		"another line":   {change(`"sources":{`, `"sources" :{`), "not as an artifact is written"},
		"a line more":    {good + "\n", "not as an artifact is written"},
		"latin 1":        {change(`"root"`, "\"r\xf6\""), "not UTF-8"},
	} {
		_, err := Decode([]byte(test.data))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	w := newTree()
	w.teamRole(model.TeamOnly, privilege.ParentChild)
	f.Add(w.build().encoded())
	for seed := range 5 {
		f.Add(Build(rapid.Custom(randomWorld).Example(seed).p).encoded())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := read(data) // without the digest, which no change survives
		if err != nil {
			return
		}
		written := d.build().encoded()
		m, err := Decode(written)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if !bytes.Equal(m.encoded(), written) {
			t.Fatal("written differently the second time")
		}
	})
}
