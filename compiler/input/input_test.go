package input_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// write makes files below a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const manifest = `<ImportExportXml><SolutionManifest><UniqueName>acme</UniqueName><Version>1.0</Version><Managed>0</Managed>` +
	`<Publisher><UniqueName>acme</UniqueName></Publisher></SolutionManifest></ImportExportXml>`

const clerk = `<Role id="{11111111-1111-1111-1111-111111111111}" name="Clerk"><RolePrivileges>
<RolePrivilege name="prvReadAccount" level="Globall" /></RolePrivileges></Role>`

func TestWhatAPathTurnsOutToBe(t *testing.T) {
	dir := write(t, map[string]string{
		"policy/a.dv.hcl":               `user "a" {}`,
		"solution/Other/Solution.xml":   manifest,
		"deep/x/src/Other/Solution.xml": manifest,
		"bare/customizations.xml":       "\ufeff<ImportExportXml><Roles /></ImportExportXml>",
		"artifact.json":                 `{"format":"dvpolicy/matrix"}`,
		"both/a.dv.hcl":                 `user "a" {}`,
		"both/Other/Solution.xml":       manifest,
		"beside/a.dv.hcl":               `user "a" {}`,
		"beside/src/Other/Solution.xml": manifest,
		"nothing/readme.txt":            "hello",
	})
	for path, want := range map[string]string{
		"policy": "policy", "solution": "solution", "deep": "solution", "bare/customizations.xml": "solution", "bare": "solution",
		"artifact.json": "artifact", "beside": "policy",
		"both":               "one of them would not be read",
		"nothing":            "no policy file",
		"nothing/readme.txt": "neither a policy folder, a solution, nor a matrix artifact",
		"policy/a.dv.hcl":    "name the policy's folder",
		"gone":               "no such file",
	} {
		var diags diag.List
		in, err := input.Open(filepath.Join(dir, path), "", &diags)
		got := "policy"
		switch {
		case err != nil:
			got = err.Error()
		case in.Artifact != nil:
			got = "artifact"
		case len(in.Policy.Brought) > 0:
			got = "solution"
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestSolutionsOfAPolicyLieBelowItsRoot(t *testing.T) {
	dir := write(t, map[string]string{
		"tree/policy/a.dv.hcl":          `user "a" {}`,
		"tree/core/Other/Solution.xml":  manifest,
		"other/core/Other/Solution.xml": manifest,
	})
	var diags diag.List
	p, err := input.OpenPolicy(filepath.Join(dir, "tree", "policy"), filepath.Join(dir, "tree"), &diags)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"../core": "", "../core/": "", "../../other/core": "lies outside", filepath.Join(dir, "tree", "core"): "is no path below",
		"../policy": "no solution", "../gone": "no such file",
	} {
		all, err := p.Solutions(path, &diags)
		if want == "" && (err != nil || len(all) != 1) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %d solutions and the error %v, want %q", path, len(all), err, want)
		}
	}
}

// Environments are evaluated at once, and each notes where a problem was found.
func TestASolutionIsReadOnceAndItsProblemsAreEverybodysOwn(t *testing.T) {
	dir := write(t, map[string]string{"a.dv.hcl": `user "a" {}`, "core/Other/Solution.xml": manifest, "core/Roles/Clerk.xml": clerk})
	p, err := input.OpenPolicy(dir, "", &diag.List{})
	if err != nil {
		t.Fatal(err)
	}
	var first, second diag.List
	one, _ := p.Solutions("core", &first)
	again, _ := p.Solutions("core", &second)
	if len(one) != 1 || len(again) != 1 || one[0] != again[0] {
		t.Fatalf("got %v and %v, want one solution", one, again)
	}
	if first.Len() != 1 || second.Len() != 1 {
		t.Fatalf("got %d and %d problems, want one each", first.Len(), second.Len())
	}
	first.In("test")
	if in := second.Since(0)[0].Environments; len(in) != 0 {
		t.Errorf("the second reader's problem is said to be of %v", in)
	}
}

func TestALinkInASolutionIsRefused(t *testing.T) {
	dir := write(t, map[string]string{"core/Other/Solution.xml": manifest, "elsewhere/Clerk.xml": clerk})
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(dir, "core", "Roles")); err != nil {
		t.Fatal(err)
	}
	if _, err := input.OpenSolution(filepath.Join(dir, "core"), "", &diag.List{}); err == nil || !strings.Contains(err.Error(), "is a link") {
		t.Errorf("got the error %v", err)
	}
}

func TestWhatIsNoSolutionIsSaidToBeNone(t *testing.T) {
	dir := write(t, map[string]string{"a.txt": "hello", "folder/b.txt": ""})
	for _, path := range []string{"a.txt", "folder"} {
		if _, err := input.OpenSolution(filepath.Join(dir, path), "", &diag.List{}); !errors.Is(err, solution.ErrNone) {
			t.Errorf("%s: got %v", path, err)
		}
	}
}
