package records

import (
	"slices"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
)

func TestLabelsAreUnique(t *testing.T) {
	for _, test := range []struct {
		all   []named
		taken []string
		want  []string
	}{
		{[]named{{"Sales", "A", "1"}, {"Service", "A", "2"}}, nil, []string{"Sales", "Service"}},
		{[]named{{"Sales", "A", "1"}, {"Sales", "B", "2"}, {"sales", "A", "3"}}, nil, []string{"Sales (A)", "Sales (B)", "sales"}},
		{[]named{{"Sales", "A", "1"}, {"Sales", "A", "2"}, {"Sales", "B", "3"}}, nil, []string{"Sales (1)", "Sales (2)", "Sales (B)"}},
		{[]named{{"", "A", "1"}, {"  ", "", "2"}}, nil, []string{"1", "2"}},
		{[]named{{"Sales", "", "1"}, {"Sales", "", "2"}}, nil, []string{"Sales (1)", "Sales (2)"}},
		{[]named{{"root", "Woodgrove", "1"}}, []string{"root"}, []string{"root (Woodgrove)"}},
		{[]named{{"x", "", "1"}, {"x", "", "2"}, {"x (1)", "", "9"}}, nil, []string{"x (1)", "x (2)", "x (1) 2"}},
		{[]named{{"x", "", "1"}, {"x", "", "1"}}, nil, []string{"x (1)", "x (1) 2"}},
	} {
		if got := labels(test.all, test.taken...); !slices.Equal(got, test.want) {
			t.Errorf("labels(%v) = %q, want %q", test.all, got, test.want)
		}
	}
}

func TestAddress(t *testing.T) {
	for label, want := range map[string]string{
		"sales": "team.sales", "sales-1": "team.sales-1", "Sales Team": `team["Sales Team"]`, "1st": `team["1st"]`, "": `team[""]`, `a"b\`: `team["a\"b\\"]`,
		"${x}%{y}": `team["$${x}%%{y}"]`, "a\nb": `team["a\nb"]`, "Ü": `team["Ü"]`,
	} {
		if got := model.Address("team", label); got != want {
			t.Errorf("model.Address(%q) = %s, want %s", label, got, want)
		}
	}
}
