package diag

import (
	"slices"
	"testing"

	"github.com/dvpolicy/dvpolicy/model/source"
)

func TestNearestIsClosestThenFirstByName(t *testing.T) {
	for _, test := range []struct {
		written, want string
		names         []string
	}{
		{"acount", "account", []string{"contact", "account"}},
		{"Account", "account", []string{"account"}},
		{"raed", "read", []string{"create", "read"}}, // two letters swapped are one slip
		{"rolb", "role", []string{"rolf", "role"}},   // both are one letter away
		{"sales", "", []string{"purchasing", "x"}},
		{"ab", "", []string{"xy", "cd"}}, // of short names nearly every other is near
		{"x", "", nil},
	} {
		if got := Nearest(test.written, test.names); got != test.want {
			t.Errorf("Nearest(%q, %q) = %q, want %q", test.written, test.names, got, test.want)
		}
	}
}

// The order is total: whatever order problems were found in, they are listed in one, and what differs in notes alone is one.
func TestSortedIsOneOrder(t *testing.T) {
	a, b := &source.File{Name: "a"}, &source.File{Name: "b"}
	report := []func(*List){
		func(l *List) { l.Errorf("x", source.Span{File: b}, "in b") },
		func(l *List) { l.Errorf("x", source.Span{File: a, Start: 5}, "later in a") },
		func(l *List) { l.Errorf("y", source.Span{File: a}, "code y") },
		func(l *List) { l.Errorf("x", source.Span{File: a}, "code x") },
		func(l *List) { l.Warnf("x", source.Span{File: a}, "a warning") },
		func(l *List) { l.Errorf("x", source.Span{File: a}, "code x").Note(source.Span{File: b}, "with a note") },
		func(l *List) { l.Errorf("x", source.Span{File: a}, "code x") }, // once more
	}
	want := []string{"code x (with a note)", "code y", "a warning", "later in a", "in b"}
	for range len(report) {
		var l List
		for _, r := range report {
			r(&l)
		}
		var got []string
		for _, d := range l.Sorted() {
			said := d.Message
			for _, n := range d.Notes {
				said += " (" + n.Message + ")"
			}
			got = append(got, said)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		report = append(report[1:], report[0])
	}
}

// One slip in a for_each over data is a problem of every instance: a few are told, and how many there are.
func TestManyAtOnePlaceAreToldByAFew(t *testing.T) {
	f := &source.File{Name: "a"}
	at := func(start int32) source.Span { return source.Span{File: f, Start: start} }
	var l List
	for i := range 1000 {
		l.Errorf("x", at(1), "user %03d", i).Note(at(9), "declared here")
		l.Errorf("y", at(1), "of another code %d", i%5)
		l.Errorf("x", at(int32(2+i)), "at another place")
	}
	l.Warnf("x", at(1), "a warning")
	l.Everywhere([]string{"default"})
	var here []string
	for _, d := range l.Sorted() {
		if d.Span == at(1) {
			said := d.Message
			for _, n := range d.Notes {
				said += " (" + n.Message + ")"
			}
			here = append(here, said)
		}
	}
	want := []string{
		"user 000 (declared here)", "user 001 (declared here)", "user 002 (declared here) (and 997 more like it)",
		"of another code 0", "of another code 1", "of another code 2", "of another code 3", "of another code 4", "a warning",
	}
	if !slices.Equal(here, want) {
		t.Errorf("got %q, want %q", here, want)
	}
	if all := len(l.Sorted()); all != len(want)+1000 {
		t.Errorf("%d diagnostics, want %d here and 1000 elsewhere", all, len(want))
	}
}

// What all environments report is said once; what some do names them.
func TestEverywhereMergesEnvironments(t *testing.T) {
	f := &source.File{Name: "a"}
	var all List
	for _, env := range []string{"test", "prod", "dev"} {
		var l List
		l.Errorf("x", source.Span{File: f}, "in all")
		if env != "dev" {
			l.Errorf("x", source.Span{File: f, Start: 1}, "in two")
		}
		l.In(env)
		all.Add(&l)
	}
	all.Errorf("x", source.Span{File: f, Start: 2}, "before environments")
	all.Everywhere([]string{"dev", "prod", "test"})
	got := all.Sorted()
	if len(got) != 3 {
		t.Fatalf("%d diagnostics, want 3", len(got))
	}
	for i, want := range [][]string{nil, {"prod", "test"}, nil} {
		if !slices.Equal(got[i].Environments, want) {
			t.Errorf("%q in %q, want %q", got[i].Message, got[i].Environments, want)
		}
	}
}
