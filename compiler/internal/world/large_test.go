package world

import (
	"bytes"
	"crypto/sha256"
	"testing"
)

func digest(s Size) (sum [32]byte, size, files int) {
	h := sha256.New()
	for name, text := range Large(s) {
		h.Write([]byte(name))
		h.Write(text)
		size, files = size+len(text), files+1
	}
	return [32]byte(h.Sum(nil)), size, files
}

func TestLargePoliciesHaveTheirSizes(t *testing.T) {
	for _, want := range []struct {
		name       string
		from, to   int // bytes
		from2, to2 int // files
	}{
		{"S", 200_000, 260_000, 33, 40},
		{"M", 5_500_000, 6_700_000, 255, 260},
	} {
		s, ok := SizeNamed(want.name)
		if !ok {
			t.Fatalf("no size %s", want.name)
		}
		_, size, files := digest(s)
		if size < want.from || size > want.to || files < want.from2 || files > want.to2 {
			t.Errorf("%s: got %d bytes in %d files, want %d to %d in %d to %d", s.Name, size, files, want.from, want.to, want.from2, want.to2)
		}
	}
}

func TestLargePoliciesAreTheSameEveryTime(t *testing.T) {
	s, _ := SizeNamed("S")
	first, _, _ := digest(s)
	if again, _, _ := digest(s); again != first {
		t.Error("one size and seed, two texts")
	}
	s.Seed = 2
	if other, _, _ := digest(s); other == first {
		t.Error("two seeds, one text")
	}
}

func TestChangedPolicyDiffersInAHundredthOfItsUsersAndTwoRoles(t *testing.T) {
	s, _ := SizeNamed("S")
	before := map[string][]byte{}
	for name, text := range Large(s) {
		before[name] = bytes.Clone(text)
	}
	s.Changed = true
	lines, files := 0, 0
	for name, text := range Large(s) {
		if bytes.Equal(before[name], text) {
			continue
		}
		files++
		old, now := bytes.Split(before[name], []byte("\n")), bytes.Split(text, []byte("\n"))
		for k := range min(len(old), len(now)) {
			if !bytes.Equal(old[k], now[k]) {
				lines++
				if len(old) != len(now) {
					break // a line less: the rest moved up
				}
			}
		}
	}
	if lines != 4 || files != 4 {
		t.Errorf("got %d changes in %d files, want 2 users and 2 roles", lines, files)
	}
}
