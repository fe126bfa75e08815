package syntax

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/model/source"
)

// Whatever is taken out of a list, and however that is laid out: no comment goes but those at the end of lines that go as a whole.
func TestEditKeepsComments(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2019))
	lost := 0
	for range 4000 {
		names := []string{"e0", "e1", "e2", "e3"}[:1+random.IntN(4)]
		text := commented(random, names)
		var changes []change
		goes := map[string]bool{}
		for _, n := range names {
			if random.IntN(2) == 0 {
				goes[n] = true
				changes = append(changes, change{do: source.Take, block: "user", take: "role." + n})
			}
		}
		after, errs := edit(t, text, changes)
		for i, err := range errs {
			if err != nil {
				delete(goes, strings.TrimPrefix(changes[i].take, "role."))
			}
		}
		left := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return goes[n] })
		if got := regexp.MustCompile(`e\d`).FindAllString(after, -1); !slices.Equal(got, left) {
			t.Fatalf("%v are left, want %v, in\n%s\nof\n%s", got, left, after, text)
		}
		for _, c := range regexp.MustCompile(`c\d+;`).FindAllString(text, -1) {
			switch n := strings.Count(after, c); {
			case n > 1 || n == 0 && !wentWithItsLine(text, c, goes, len(left) == 0):
				t.Fatalf("%s stands %d times in\n%s\nof\n%s", c, n, after, text)
			case n == 0:
				lost++
			}
		}
	}
	if lost < 100 {
		t.Errorf("only %d comments have gone with their lines: the test draws too few", lost)
	}
}

// commented is a list with a comment, or none, in every gap.
func commented(random *rand.Rand, names []string) string {
	n := 0
	gap := func() string {
		var b strings.Builder
		for range random.IntN(3) {
			n++
			b.WriteString([]string{" ", "\n    ", fmt.Sprintf(" /* c%d; */ ", n), fmt.Sprintf(" # c%d;\n", n), fmt.Sprintf(" // c%d;\n    ", n), fmt.Sprintf(" /* c%d;\n */", n)}[random.IntN(6)])
		}
		return b.String()
	}
	text := "user \"a\" {\n  name = \"A\"\n  roles = [" + gap()
	for i, name := range names {
		text += "role." + name + gap()
		if i+1 < len(names) || random.IntN(2) == 0 {
			text += "," + gap()
		}
	}
	end := []string{"", fmt.Sprintf(" # c%d;", n+1), fmt.Sprintf(" /* c%d; */", n+1)}[random.IntN(3)]
	return text + "]" + end + "\n}\n"
}

// wentWithItsLine reports whether a comment stands behind something on a line of which nothing is left.
func wentWithItsLine(text, comment string, goes map[string]bool, all bool) bool {
	at := strings.Index(text, comment)
	start := strings.LastIndexByte(text[:at], '\n') + 1
	end := at + strings.IndexByte(text[at:], '\n')
	line := text[start:end]
	if open := strings.LastIndex(line, "/*"); open >= 0 && !strings.Contains(line[open:], "*/") {
		return false // it goes over several lines
	}
	own := strings.TrimLeft(line, " /#*")
	if strings.HasPrefix(own, comment) {
		return false
	}
	rest := regexp.MustCompile(`/\*.*?\*/|#.*|//.*`).ReplaceAllString(line, "")
	for n := range goes {
		rest = strings.ReplaceAll(rest, "role."+n, "")
	}
	if all {
		rest = strings.NewReplacer("roles = [", "", "]", "").Replace(rest)
	}
	return strings.Trim(rest, " ,") == ""
}
