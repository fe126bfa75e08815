package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/dvpolicy/dvpolicy/"

// What each room may import of the others. A room sees only what stands above it in this list.
var rooms = []struct{ room, may, why string }{
	{"model/source", "", "where something was written is known without knowing what"},
	{"model/privilege", "", "the vocabulary of a grant stands on nothing"},
	{"model", "model/source model/privilege", "a model knows no HCL, no XML, no terminal"},
	{"model/matrix", "model model/source model/privilege", "the matrix answers alone"},
	{"schema/internal/letters", "model/privilege", ""},
	{"schema", "model model/privilege schema/internal/letters", "what exists knows nothing of policies"},
	{"schema/internal/gen", "model model/privilege schema schema/internal/letters", ""},
	{"compiler/diag", "model/source", "what is said does not know who says it"},
	{"compiler/syntax", "compiler/diag model/source", "HCL text knows nothing of Dataverse"},
	{"compiler/input", "compiler/diag model/source", ""},
	{"compiler", "compiler/diag compiler/syntax compiler/input model model/source model/privilege schema", "the compiler sees neither matrix nor linter nor commands"},
	{"compiler/internal/world", "", "worlds are text, and the naive evaluator shares nothing with what it checks"},
	{"cmd/dvpolicy/render", "compiler/diag model/matrix model/source model/privilege", "outputs read the matrix"},
	{"cmd/dvpolicy", "cmd/dvpolicy/render compiler compiler/diag compiler/input compiler/syntax model model/matrix model/source model/privilege schema", ""},
}

// Each outside package has one home.
var homes = map[string]string{
	"github.com/hashicorp/hcl/v2":    "compiler/syntax",
	"github.com/zclconf/go-cty":      "compiler/syntax",
	"github.com/zclconf/go-cty-yaml": "compiler/syntax",
	"github.com/spf13/cobra":         "cmd/dvpolicy",
	"github.com/spf13/pflag":         "cmd/dvpolicy",
	"github.com/fatih/color":         "cmd/dvpolicy/render",
	"encoding/xml":                   "schema/internal/gen",
}

type listed struct {
	ImportPath, Name string
	Imports          []string
}

func TestArrowsPointDown(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Name,Imports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; seen++ {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		checkRoom(t, p)
	}
	if seen < len(rooms) {
		t.Errorf("%d packages, but %d rooms are described", seen, len(rooms))
	}
}

func checkRoom(t *testing.T, p listed) {
	name := strings.TrimPrefix(p.ImportPath, module)
	if len(p.Imports) == 0 {
		return // only tests
	}
	for _, r := range rooms {
		if r.room != name {
			continue
		}
		for _, i := range p.Imports {
			checkImport(t, name, i, " "+r.may+" ", r.why)
		}
		return
	}
	t.Errorf("package %s has no room: see design §5", name)
}

func checkImport(t *testing.T, room, imported, may, why string) {
	if inner, ours := strings.CutPrefix(imported, module); ours {
		if !strings.Contains(may, " "+inner+" ") {
			t.Errorf("%s imports %s: %s", room, inner, why)
		}
		return
	}
	for outside, home := range homes {
		if (imported == outside || strings.HasPrefix(imported, outside+"/")) && room != home {
			t.Errorf("%s imports %s, whose home is %s", room, imported, home)
		}
	}
}
