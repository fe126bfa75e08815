package letters

import (
	"testing"

	"github.com/dvpolicy/dvpolicy/model/privilege"
)

func TestSetReadsBackEverySetOfLevels(t *testing.T) {
	for _, text := range []string{"-", "B", "G", "BG", "LDG", "DG", "BLDG"} {
		s, ok := ParseSet(text)
		if !ok || Set(s) != text {
			t.Errorf("ParseSet(%q) = %v %v, which writes as %q", text, s, ok, Set(s))
		}
	}
	if s, _ := ParseSet("BLDG"); s != privilege.AllLevels {
		t.Errorf("BLDG is %v, want all levels", s)
	}
}

func TestParseSetRefusesWhatSetDoesNotWrite(t *testing.T) {
	for _, text := range []string{"", "GB", "BB", "X", "B-", "bldg"} {
		if s, ok := ParseSet(text); ok {
			t.Errorf("ParseSet(%q) = %v, want a refusal", text, s)
		}
	}
}

func TestRowReadsBack(t *testing.T) {
	r, ok := ParseRow("-BLDG--B")
	if !ok || r[privilege.Create] != privilege.None || r[privilege.Append] != privilege.Organization || r[privilege.Share] != privilege.User {
		t.Errorf("ParseRow(-BLDG--B) = %v %v", r, ok)
	}
	if r.String() != "-BLDG--B" {
		t.Errorf("the row writes as %q, want -BLDG--B", r)
	}
	for _, text := range []string{"", "BBBBBBB", "BBBBBBBBB", "BBBBBBBX"} {
		if _, ok := ParseRow(text); ok {
			t.Errorf("ParseRow(%q) is accepted", text)
		}
	}
}
