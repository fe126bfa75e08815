package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/schema"
)

const releases = "../../testdata/corpus/microsoft+Power-CAT-Copilot-Studio-Kit/"

func releaseFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(releases + "*.matrix.json.gz")
	if err != nil || len(files) != 7 {
		t.Fatalf("%d releases, want 7 (%v)", len(files), err)
	}
	return files
}

// Seven releases of one solution differ as their XML does: testdata/releases/CHECKED.md says how that was seen. What rules find in them is
// left out: it changes with the rules.
func TestReleasesDifferAsTheirXMLDoes(t *testing.T) {
	files := releaseFiles(t)
	for i := range files[1:] {
		a, b := loadedQuietly(t, files[i]), loadedQuietly(t, files[i+1])
		var c render.Changes
		pairs, err := pairUp(a, b, diffOrder{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range pairs {
			one := e.declarations()
			one.Access = e.access(diffOrder{identified: true})
			c.Environments = append(c.Environments, one)
		}
		var got bytes.Buffer
		c.Text(&got, render.ChangeView{}, render.Colors(false))
		fmt.Fprintf(&got, "\nidentities of all changes of access: %x\n", identities(&c))
		golden := "../../testdata/releases/" + release(files[i]) + "_" + release(files[i+1]) + ".txt"
		if *update {
			if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s is not what differs: run with -update, and check it", golden)
		}
	}
}

// identities is a hash over the changes of access, of which text shows the most important.
func identities(c *render.Changes) []byte {
	h := sha256.New()
	for _, a := range accessOf(c) {
		fmt.Fprintln(h, a.ID)
	}
	return h.Sum(nil)
}

// release is the day of a release.
func release(file string) string {
	_, day, _ := strings.Cut(filepath.Base(file), "@")
	return strings.TrimSuffix(day, ".matrix.json.gz")
}

func loadedQuietly(t *testing.T, path string) *loaded {
	t.Helper()
	var log bytes.Buffer
	p := &program{out: &log, err: &log}
	l, err := p.load(path, "")
	if err != nil || !l.valid {
		t.Fatalf("%s: %v %v", path, err, l)
	}
	return l
}

// diffed is what diff prints.
func diffed(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, log bytes.Buffer
	if code := run(append([]string{"diff", "--today", "2026-11-22"}, args...), strings.NewReader(""), &out, &log); code != exitDone && code != exitBad {
		t.Fatalf("diff %v: exit %d: %s", args, code, log.String())
	}
	return out.Bytes()
}

func diffSchemas(t *testing.T) (diff, accepted *jsonschema.Schema) {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for _, text := range [][]byte{schema.FindingsSchema(), schema.DiffSchema(), schema.AcceptedSchema()} {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(document.(map[string]any)["$id"].(string), document); err != nil {
			t.Fatal(err)
		}
	}
	const at = "https://github.com/dvpolicy/dvpolicy/schema/"
	return c.MustCompile(at + "diff.schema.json"), c.MustCompile(at + "accepted.schema.json")
}

func obeys(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(document)
}

// everyChange has every kind of change, and what is said of it.
var everyChange = [][]string{
	{"../../examples/contoso", "--from", "dev", "--to", "prod", "--roles"},
	{"../../examples/contoso", "--from", "prod", "--to", "dev", "--fail-on", "any,widened"},
	{"../../examples/contoso", "../../examples/woodgrove"},
	{"../../examples/woodgrove", "../../examples/swiss-cheese", "--env", "matrix"},
	{"../../examples/tour", "../../examples/minimal", "--fail-on", "narrowed"},
}

// What is printed for tools follows the schema, is the same another time, and no two changes have one identity.
func TestDiffFollowsItsSchema(t *testing.T) {
	diff, _ := diffSchemas(t)
	files := releaseFiles(t)
	for i, args := range append(everyChange, []string{files[0], files[1]}, []string{files[6], files[0]}) {
		text := diffed(t, append(args, "-f", "json")...)
		if err := obeys(t, diff, text); err != nil {
			t.Errorf("%v: %v", args, err)
		}
		if i == 0 && !bytes.Equal(text, diffed(t, append(args, "-f", "json")...)) {
			t.Errorf("%v: another time it prints something else", args)
		}
		var doc struct{ Access []struct{ ID string } }
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, a := range doc.Access {
			if seen[a.ID] {
				t.Errorf("%v: two changes are %s", args, a.ID)
			}
			seen[a.ID] = true
		}
	}
}

// What --write-accept writes is accepted when somebody has filled it in, and follows the schema then, not before.
func TestAcceptedChangesAreReadAsTheyWereWritten(t *testing.T) {
	diff, accepted := diffSchemas(t)
	path := filepath.Join(t.TempDir(), "accept.json")
	for _, args := range everyChange[1:] {
		diffed(t, append(args, "--write-accept", path)...)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte(`"id"`)) {
			continue
		}
		if obeys(t, accepted, text) == nil {
			t.Errorf("%v: nobody has said a reason", args)
		}
		for _, fill := range [][2]string{{`"reason": ""`, `"reason": "a"`}, {`"owner": ""`, `"owner": "b"`}, {`"expires": ""`, `"expires": "2026-12-31"`}} {
			text = bytes.ReplaceAll(text, []byte(fill[0]), []byte(fill[1]))
		}
		if err := obeys(t, accepted, text); err != nil {
			t.Errorf("%v: %v", args, err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		var out, log bytes.Buffer
		order := append([]string{"diff", "--today", "2026-11-22", "--accept", path, "-f", "json"}, args...)
		if at := slices.Index(order, "any,widened"); at >= 0 {
			order[at] = "widened" // what is declared otherwise nobody can accept
		}
		if code := run(order, strings.NewReader(""), &out, &log); code != exitDone {
			t.Errorf("%v: exit %d: %s", args, code, log.String())
		}
		if err := obeys(t, diff, out.Bytes()); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// A comment has room for 65,000 characters, and says what it leaves out; the summary and what widens come first.
func TestDiffMarkdownFitsAComment(t *testing.T) {
	files := releaseFiles(t)
	for _, args := range append(everyChange, []string{files[2], files[4]}) {
		text := string(diffed(t, append(args, "-f", "markdown")...))
		if len(text) > 65_000 {
			t.Errorf("%v: %d characters", args, len(text))
		}
		if !strings.HasPrefix(text, "**dvpolicy diff**: access: ") && !strings.HasPrefix(text, "**dvpolicy diff**: 1 environment") && !strings.HasPrefix(text, "**dvpolicy diff**: 3 environments") {
			t.Errorf("%v: it begins %.80s", args, text)
		}
		if open, shut := strings.Count(text, "<details>"), strings.Count(text, "</details>"); open != shut || open == 0 {
			t.Errorf("%v: %d folds begin, %d end", args, open, shut)
		}
		widened, narrowed := strings.Index(text, "Access widened"), strings.Index(text, "Access narrowed")
		if narrowed >= 0 && widened > narrowed {
			t.Errorf("%v: what narrows comes first", args)
		}
	}
	text := string(diffed(t, "-f", "markdown", files[2], files[4]))
	if !strings.Contains(text, "left out for want of room") {
		t.Error("hundreds of findings are all there, or nobody says that they are not")
	}
}

// A page stands alone, and what a policy says is text in it.
func TestDiffPageStandsAlone(t *testing.T) {
	write := func(level string) string {
		dir := t.TempDir()
		text := "role \"</script><script>alert(1)</script>\" {\n  grants { lead = { " + level + " = [\"write\"] } }\n}\n"
		if err := os.WriteFile(filepath.Join(dir, "p.dv.hcl"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	for _, format := range []string{"html", "markdown"} {
		page := string(diffed(t, write("user"), write("organization"), "-f", format, "--ids"))
		if strings.Contains(page, "<script>alert") || !strings.Contains(page, "alert(1)") {
			t.Errorf("%s: the name of a role is no text", format)
		}
		for _, outside := range []string{" src=", " href=", "url(", "@import"} {
			if strings.Contains(page, outside) {
				t.Errorf("%s needs something from outside: %s", format, outside)
			}
		}
	}
}
