package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/dvpolicy/dvpolicy/"

// What each room may import of the others. A room sees only what stands above it in this list; its tests see what they like.
var rooms = []struct{ room, may, why string }{
	{"model/source", "", "where something was written is known without knowing what"},
	{"model/privilege", "", "the vocabulary of a grant stands on nothing"},
	{"model", "model/source model/privilege", "a model knows no HCL, no XML, no terminal"},
	{"model/matrix", "model model/source model/privilege", "the matrix answers alone"},
	{"model/access", "model model/source model/privilege", "what rows one reaches is decided without asking how far privileges reach"},
	{"model/change", "model model/source model/privilege", "what is declared differently is known without knowing who can do what"},
	{"schema/internal/letters", "model/privilege", ""},
	{"schema", "model model/privilege schema/internal/letters", "what exists knows nothing of policies"},
	{"schema/internal/gen", "model model/privilege schema schema/internal/letters", ""},
	{"compiler/diag", "model/source", "what is said does not know who says it"},
	{"compiler/syntax", "compiler/diag model/source", "HCL text knows nothing of Dataverse"},
	{"compiler/markup", "compiler/diag model/source", "XML text knows nothing of Dataverse"},
	{"compiler/solution", "compiler/diag compiler/markup model model/source model/privilege schema", "what a solution says is known before anybody asks what it means"},
	{"compiler/records", "compiler/diag compiler/markup compiler/solution model model/source model/privilege schema", "what stands beside solutions is read like them"},
	{"compiler/input", "compiler/diag compiler/solution compiler/records model/source", ""},
	{"compiler/print", "compiler/diag compiler/syntax model model/source model/privilege schema", "a model is written without knowing where it came from"},
	{"compiler/emit", "model model/source model/privilege schema", "outputs do not know one another"},
	{"compiler", "compiler/diag compiler/syntax compiler/input compiler/solution model model/source model/privilege schema", "the compiler sees neither matrix nor linter nor commands"},
	{"compiler/internal/world", "", "worlds are text, and the naive evaluator shares nothing with what it checks"},
	{"lint", "compiler/diag model model/matrix model/privilege model/source", "findings are of the matrix and the model, whoever made them"},
	{"lint/rules", "lint model model/matrix model/privilege model/source schema", ""},
	{"cmd/dvpolicy/render", "compiler/diag lint model/change model/matrix model/source model/privilege", "outputs read the matrix"},
	{"cmd/dvpolicy", "cmd/dvpolicy/render compiler compiler/diag compiler/emit compiler/input compiler/print compiler/records compiler/solution compiler/syntax examples/ci lint lint/rules model model/change model/matrix model/source model/privilege schema", ""},
	{"examples", "", "policies, and the tests of them"},
	{"examples/ci", "", "pipelines are texts"},
}

// Each outside package has one home, where it is also tested with.
var homes = map[string]string{
	"github.com/hashicorp/hcl/v2":    "compiler/syntax",
	"github.com/zclconf/go-cty":      "compiler/syntax",
	"github.com/zclconf/go-cty-yaml": "compiler/syntax",
	"github.com/spf13/cobra":         "cmd/dvpolicy",
	"github.com/spf13/pflag":         "cmd/dvpolicy",
	"github.com/fatih/color":         "cmd/dvpolicy/render",
	"github.com/jstemmer":            "cmd/dvpolicy/render",
	"pgregory.net/rapid":             "compiler/internal/world", // which only tests import
	"go.yaml.in/yaml/v3":             "compiler/solution",
	"golang.org/x/text":              "compiler/solution",
	"encoding/xml":                   "schema/internal/gen", // solutions are read by compiler/markup, which knows where everything stands
}

// What tests may import beyond that, and in which rooms: "" is every one.
var inTests = map[string]string{
	"github.com/hashicorp/hcl/v2":              "compiler",                                              // the yardstick of the benchmarks
	"encoding/xml":                             "compiler/markup compiler/solution cmd/dvpolicy/render", // the second opinion
	"go.yaml.in/yaml/v3":                       "cmd/dvpolicy",                                          // pipelines
	"github.com/owenrumney/go-sarif/v3":        "cmd/dvpolicy/render",                                   // the official schema of SARIF
	"github.com/google/go-cmp":                 "",
	"github.com/rogpeppe/go-internal":          "",
	"github.com/santhosh-tekuri/jsonschema/v6": "",
	"pgregory.net/rapid":                       "",
}

type goPackage struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func TestArrowsPointDown(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var seen []string
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, module)
		seen = append(seen, p.ImportPath)
		for _, complaint := range p.complaints() {
			t.Error(complaint)
		}
	}
	for _, r := range rooms {
		if !slices.Contains(seen, r.room) {
			t.Errorf("no package is in room %s", r.room)
		}
	}
}

// complaints are what a package imports against the rules.
func (p goPackage) complaints() []string {
	var all []string
	may, why, found := "", "", false
	for _, r := range rooms {
		if r.room == p.ImportPath {
			may, why, found = " "+r.may+" ", r.why, true
		}
	}
	if !found {
		return []string{"package " + p.ImportPath + " has no room: see design §5"}
	}
	for _, i := range p.Imports {
		inner, ours := strings.CutPrefix(i, module)
		switch {
		case ours && !strings.Contains(may, " "+inner+" "):
			all = append(all, p.ImportPath+" imports "+inner+": "+why)
		case !ours && !mayImport(p.ImportPath, i, homes):
			all = append(all, p.ImportPath+" imports "+i+", whose home it is not")
		}
	}
	for _, i := range append(p.TestImports, p.XTestImports...) {
		if !strings.HasPrefix(i, module) && !mayImport(p.ImportPath, i, inTests, homes) {
			all = append(all, "a test of "+p.ImportPath+" imports "+i+", whose home it is not")
		}
	}
	return all
}

// mayImport: an outside package where one of the lists says so; one of the standard library where none says otherwise.
func mayImport(room, imported string, lists ...map[string]string) bool {
	first, _, _ := strings.Cut(imported, "/")
	standard := !strings.Contains(first, ".")
	for _, list := range lists {
		for outside, home := range list {
			if imported != outside && !strings.HasPrefix(imported, outside+"/") {
				continue
			}
			if home == "" || slices.Contains(strings.Fields(home), room) {
				return true
			}
			standard = false
		}
	}
	return standard
}

// The rules see what they are for.
func TestArrowsAreSeen(t *testing.T) {
	for name, p := range map[string]goPackage{
		"a package without a room":           {ImportPath: "util"},
		"an arrow up":                        {ImportPath: "model", Imports: []string{module + "model/matrix"}},
		"HCL in a command":                   {ImportPath: "cmd/dvpolicy", Imports: []string{"github.com/hashicorp/hcl/v2/hclsyntax"}},
		"HCL in a test of the matrix":        {ImportPath: "model/matrix", TestImports: []string{"github.com/hashicorp/hcl/v2"}},
		"HCL in the compiler, not its tests": {ImportPath: "compiler", Imports: []string{"github.com/hashicorp/hcl/v2"}},
		"XML in an outside test":             {ImportPath: "compiler", XTestImports: []string{"encoding/xml"}},
		"a package that nobody listed":       {ImportPath: "model", Imports: []string{"example.com/new"}},
		"a package for tests in a command":   {ImportPath: "cmd/dvpolicy", Imports: []string{"pgregory.net/rapid"}},
	} {
		if len(p.complaints()) == 0 {
			t.Errorf("%s is not seen", name)
		}
	}
}
