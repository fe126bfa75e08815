package compiler_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Each archive of testdata is a policy that one can read aloud: a sentence, the files, and at the end of a line what is wrong with it.
//
//	user "a" { roles = [role.salez] } # want unknown-role `salez` "did you mean"
//
// wants one error there whose span is the text in backquotes and whose message, hint or environments contain the text in quotes; warn
// wants a warning, noted that an error or warning of that code has a note which points here. A line that begins with "# below" speaks of the
// next, where no comment can stand. What nobody wants fails.

func TestErrors(t *testing.T) {
	for _, a := range archives(t, "errors") {
		t.Run(a.name, func(t *testing.T) {
			if len(a.wants) == 0 {
				t.Fatal("the archive wants no error")
			}
			a.compile(t)
		})
	}
}

func TestPoliciesThatCompile(t *testing.T) {
	for _, a := range archives(t, "works") {
		t.Run(a.name, func(t *testing.T) { a.checkMatrices(t, a.compile(t)) })
	}
}

// An archive is a policy with what is expected of it.
type archive struct {
	name     string
	files    map[string]string
	wants    []want
	matrices []section // of each environment that the archive speaks of
}

type section struct{ environment, text string }

// A want is one diagnostic, or one of its notes, that an archive expects on a line.
type want struct {
	file     string
	line     int
	kind     string // want | warn | noted
	code     diag.Code
	at, says string
}

func (w want) String() string {
	text := fmt.Sprintf("%s:%d: %s %s", w.file, w.line, w.kind, w.code)
	if w.at != "" {
		text += " at `" + w.at + "`"
	}
	if w.says != "" {
		text += fmt.Sprintf(" that says %q", w.says)
	}
	return text
}

func archives(t testing.TB, dir string) []archive {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives in testdata/%s: %v", dir, err)
	}
	var all []archive
	for _, path := range paths {
		all = append(all, readArchive(t, path))
	}
	return all
}

func readArchive(t testing.TB, path string) archive {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parsed := txtar.Parse(text)
	if !strings.HasSuffix(strings.TrimSpace(string(parsed.Comment)), ".") {
		t.Fatalf("%s does not begin with a sentence", path)
	}
	a := archive{name: strings.TrimSuffix(filepath.Base(path), ".txtar"), files: map[string]string{}}
	for _, f := range parsed.Files {
		if environment, ok := strings.CutPrefix(f.Name, "matrix"); ok {
			a.matrices = append(a.matrices, section{strings.TrimSpace(environment), string(f.Data)})
			continue
		}
		a.files[f.Name] = string(f.Data)
		for n, line := range strings.Split(string(f.Data), "\n") {
			a.wants = append(a.wants, wantsOf(t, path, f.Name, n+1, line)...)
		}
	}
	return a
}

var (
	wantForm = regexp.MustCompile(`#.*?\b(want|warn|noted) (.*)$`)
	oneWant  = regexp.MustCompile("^(?:(want|warn|noted) )?([a-z0-9-]+)(?: `([^`]*)`)?(?: (\"(?:[^\"\\\\]|\\\\.)*\"))? *")
)

func wantsOf(t testing.TB, path, file string, number int, line string) []want {
	t.Helper()
	form := wantForm.FindStringSubmatch(line)
	if form == nil {
		return nil
	}
	var wants []want
	kind := form[1]
	if strings.HasPrefix(strings.TrimSpace(line), "# below ") {
		number++
	}
	for rest := form[2]; rest != ""; {
		m := oneWant.FindStringSubmatch(rest)
		if m == nil {
			t.Fatalf("%s: %s:%d: what is expected cannot be read from here: %s", path, file, number, rest)
		}
		if m[1] != "" {
			kind = m[1]
		}
		w := want{file: file, line: number, kind: kind, code: diag.Code(m[2]), at: m[3]}
		if m[4] != "" {
			says, err := strconv.Unquote(m[4])
			if err != nil {
				t.Fatalf("%s: %s:%d: %s: %v", path, file, number, m[4], err)
			}
			w.says = says
		}
		wants = append(wants, w)
		rest = rest[len(m[0]):]
	}
	return wants
}

// compile compiles the archive and holds its diagnostics against what it wants.
func (a *archive) compile(t *testing.T) *compiler.Program {
	t.Helper()
	program, diags := compiler.Compile(input.Memory(a.files))
	unmet := slices.Clone(a.wants)
	meet := func(found want, said string) bool {
		at := slices.IndexFunc(unmet, func(w want) bool { return w.metBy(found, said) })
		if at >= 0 {
			unmet = slices.Delete(unmet, at, at+1)
		}
		return at >= 0
	}
	for _, d := range diags.Sorted() {
		checkManner(t, d)
		kind := map[diag.Severity]string{diag.Error: "want", diag.Warning: "warn"}[d.Severity]
		if !meet(place(kind, d.Code, d.Span), saidBy(d)) {
			t.Errorf("%s: nobody wants this %s [%s] at `%s`: %s", at(d.Span), d.Severity, d.Code, d.Span.Text(), saidBy(d))
		}
		for _, n := range d.Notes {
			meet(place("noted", d.Code, n.Span), n.Message)
		}
	}
	for _, w := range unmet {
		t.Errorf("nobody says so: %s", w)
	}
	return program
}

func place(kind string, code diag.Code, span source.Span) want {
	return want{file: span.Pos().File, line: span.Line(), kind: kind, code: code, at: span.Text()}
}

func at(s source.Span) string {
	return fmt.Sprintf("%s:%d:%d", s.Pos().File, s.Pos().Line, s.Pos().Column)
}

func saidBy(d *diag.Diagnostic) string {
	said := d.Message
	if len(d.Environments) > 0 {
		said += " (in " + strings.Join(d.Environments, ", ") + ")"
	}
	if d.Hint != "" {
		said += "; " + d.Hint
	}
	return said
}

func (w want) metBy(found want, said string) bool {
	return w.kind == found.kind && w.code == found.code && w.file == found.file && w.line == found.line &&
		(w.at == "" || w.at == found.at) && strings.Contains(said, w.says)
}

// checkManner: one clause that fits a line, in lower case, without a full stop, that points at something.
func checkManner(t *testing.T, d *diag.Diagnostic) {
	t.Helper()
	texts := []string{d.Message}
	for _, n := range d.Notes {
		texts = append(texts, n.Message)
		if !n.Span.Known() {
			t.Errorf("%s: the note %q points nowhere", at(d.Span), n.Message)
		}
	}
	for _, text := range texts {
		first := text[:1]
		if strings.ToLower(first) != first || strings.HasSuffix(text, ".") || strings.Contains(text, "\n") || len([]rune(text)) > 300 {
			t.Errorf("%s: not in our manner: %q", at(d.Span), text)
		}
	}
	if !d.Span.Known() {
		t.Errorf("the diagnostic %q points nowhere", d.Message)
	}
}

// Every check has an archive that shows it; those of solutions and of records are named by tests of those rooms. The codes are read from
// the one list of them.
func TestEveryCodeIsShown(t *testing.T) {
	text, err := os.ReadFile("diag/codes.go")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[diag.Code]bool{diag.InvalidArtifact: true, diag.NotInSolution: true, diag.UnknownRule: true} // no archive is an artifact, is exported or linted: scripts of the program show it
	for _, a := range archives(t, "errors") {
		for _, w := range a.wants {
			shown[w.code] = true
		}
	}
	elsewhere := testsOf(t, "markup", "solution", "records")
	all := regexp.MustCompile(`(\w+)\s+Code = "([a-z0-9-]+)"`).FindAllStringSubmatch(string(text), -1)
	if len(all) < 40 {
		t.Fatalf("only %d codes were found in diag/codes.go", len(all))
	}
	for _, code := range all {
		if !shown[diag.Code(code[2])] && !regexp.MustCompile(`\bdiag\.`+code[1]+`\b|\b`+code[2]+`\b`).MatchString(elsewhere) {
			t.Errorf("no archive of testdata/errors shows %s", code[2])
		}
	}
}

// testsOf is the text of all tests of some rooms of the compiler.
func testsOf(t *testing.T, rooms ...string) string {
	var all strings.Builder
	for _, room := range rooms {
		paths, err := filepath.Glob(filepath.Join(room, "*_test.go"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no tests in %s: %v", room, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}
