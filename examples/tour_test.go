package examples

import (
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler"
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
)

// written is what a policy says, by path: "team", "team.name", "table.column.secured". Attributes whose names the policy chooses count
// under their block.
type written struct {
	paths map[string]int
	text  strings.Builder
}

func (w *written) add(path string, b *syntax.Body) {
	for _, a := range b.Attrs {
		w.paths[path+"."+a.Name]++
		w.paths[path+".*"]++
	}
	for _, n := range b.Blocks {
		w.paths[path+"."+n.Type]++
		w.add(path+"."+n.Type, &n.Body)
	}
}

func tour(t *testing.T) *written {
	t.Helper()
	w := &written{paths: map[string]int{}}
	for _, file := range open(t, "tour").Files {
		var diags diag.List
		w.add("", syntax.Parse(file, &diags))
		quiet(t, &diags)
		w.text.Write(file.Text)
	}
	return w
}

func TestTourShowsEveryBlockAndEveryAttribute(t *testing.T) {
	w := tour(t)
	for _, b := range compiler.Language().Blocks {
		if !b.Later {
			w.shows(t, "", b)
		}
	}
}

func (w *written) shows(t *testing.T, outer string, b compiler.BlockDoc) {
	t.Helper()
	path := outer + "." + b.Name
	if w.paths[path] == 0 {
		t.Errorf("the tour has no block %s", path[1:])
		return
	}
	if b.NamedAfter != "" && w.paths[path+".*"] == 0 {
		t.Errorf("the tour has no %s in %s", b.NamedAfter, path[1:])
	}
	for _, a := range b.Attributes {
		if w.paths[path+"."+a.Name] == 0 {
			t.Errorf("the tour has no attribute %s", path[1:]+"."+a.Name)
		}
		// What an attribute may be stands beside it, as the reference has it.
		if words := strings.TrimPrefix(a.Type, "list of "); strings.Contains(words, " | ") && !strings.Contains(w.text.String(), "# "+words) {
			t.Errorf("the tour does not say that %s is %s", path[1:]+"."+a.Name, words)
		}
	}
	for _, n := range b.Blocks {
		w.shows(t, path, n)
	}
}

func TestTourShowsForEachAndEnvironments(t *testing.T) {
	w := tour(t)
	forEach, environments := 0, 0
	for _, b := range compiler.Language().Blocks {
		if b.Limits {
			forEach += w.paths["."+b.Name+".for_each"]
			environments += w.paths["."+b.Name+".environments"]
		}
	}
	if forEach == 0 || environments == 0 {
		t.Errorf("the tour has %d for_each and %d environments", forEach, environments)
	}
	if n := w.paths[".environment"]; n != 2 {
		t.Errorf("the tour has %d environments, want two, so that limiting a block to one means something", n)
	}
}
