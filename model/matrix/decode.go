package matrix

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// decodeLimit is how large an artifact may be.
const decodeLimit = 1 << 30

// Decode reads an artifact. It accepts exactly what Encode writes: whatever a person or another program changed in it is an error that
// says where.
func Decode(data []byte) (*Matrix, error) { return decode(data, expanded()) }

func decode(data []byte, within limits) (*Matrix, error) {
	if len(data) > decodeLimit {
		return nil, fmt.Errorf("the artifact has %d bytes, more than the limit of %d", len(data), decodeLimit)
	}
	d, err := read(data)
	if err != nil {
		return nil, err
	}
	if got := digestOf(d.access); got != d.digest {
		return nil, fmt.Errorf("the access section is not what the artifact's digest says: it was changed or formatted after it was written")
	}
	m := d.build()
	m.limits = within
	rest := data
	for _, piece := range m.pieces() {
		if !bytes.HasPrefix(rest, piece) {
			return nil, difference(data, m.encoded())
		}
		rest = rest[len(piece):]
	}
	if len(rest) > 0 {
		return nil, difference(data, m.encoded())
	}
	return m, nil
}

func difference(have, want []byte) error {
	at := 0
	for at < len(have) && at < len(want) && have[at] == want[at] {
		at++
	}
	excerpt := func(text []byte) string {
		from, to := max(at-20, 0), min(at+40, len(text))
		return string(bytes.ToValidUTF8(text[min(from, to):to], nil))
	}
	return fmt.Errorf("line %d, byte %d: not as an artifact is written: %q instead of %q",
		1+bytes.Count(have[:at], []byte("\n")), at, excerpt(have), excerpt(want))
}

// A decoder makes a policy of an artifact.
type decoder struct {
	reader
	policy  *model.Policy
	digest  string // as stated
	access  []byte
	digests map[*source.File]string

	// By address, or by name.
	units     map[string]*model.BusinessUnit
	groups    map[string]*model.EntraGroup
	positions map[string]*model.Position
	bases     map[string]*model.Base
	allBases  []*model.Base
	roles     map[string]*model.Role
	lanes     [][]heldBase // of each role
	profiles  map[string]*model.ColumnSecurityProfile
	teams     map[string]*model.Team
	users     map[string]*model.User
	classes   map[string]*readClass
	ofTeam    []string // classes
	ofUser    []string

	above []*model.BusinessUnit // the path to the last business unit that was read
	later []func()              // references to what stands further on
}

// read takes the artifact apart and puts the policy together.
func read(data []byte) (*decoder, error) {
	d := &decoder{
		reader:  reader{data: data, keys: make(map[string]string)},
		policy:  &model.Policy{},
		digests: make(map[*source.File]string),
		units:   make(map[string]*model.BusinessUnit), groups: make(map[string]*model.EntraGroup),
		positions: make(map[string]*model.Position), bases: make(map[string]*model.Base),
		roles: make(map[string]*model.Role), profiles: make(map[string]*model.ColumnSecurityProfile),
		teams: make(map[string]*model.Team), users: make(map[string]*model.User), classes: make(map[string]*readClass),
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("the artifact is not UTF-8")
	}
	if err := checkHeader(data); err != nil {
		return nil, err
	}
	var seen []string
	d.object(func(key string) {
		seen = append(seen, key)
		d.topLevel(key, seen)
	})
	d.end()
	if d.err == nil && len(seen) != len(topLevel) {
		d.failf("the artifact has no %q", topLevel[len(seen)])
	}
	if d.err == nil {
		d.finish()
	}
	return d, d.err
}

// checkHeader comes first: what is no artifact, or one of another version, has no other problems.
func checkHeader(data []byte) error {
	r := &reader{data: data, keys: make(map[string]string)}
	format, version := "", 0
	n := 0
	r.object(func(key string) {
		n++
		switch {
		case n == 1 && key == "format":
			format = r.string()
		case n == 2 && key == "version" && format == formatName:
			version = r.int()
		default:
			r.failf("stop")
		}
	})
	switch {
	case format != formatName:
		return fmt.Errorf(`not a matrix artifact: it does not begin with "format": %q`, formatName)
	case version != formatVersion:
		return fmt.Errorf("the artifact has format version %d; this program reads version %d", version, formatVersion)
	}
	return nil
}

var topLevel = []string{"format", "version", "catalogue", "digest", "access", "sources"}

func (d *decoder) topLevel(key string, seen []string) {
	if n := len(seen); n > len(topLevel) || topLevel[n-1] != key {
		d.unknown(key)
		return
	}
	switch key {
	case "format", "version":
		d.skip()
	case "catalogue":
		d.policy.Catalogue = d.string()
	case "digest":
		d.digest = d.string()
	case "access":
		d.next()
		start := d.pos
		d.readAccess()
		d.access = d.data[start:d.pos]
		if d.err == nil {
			d.link()
		}
	case "sources":
		d.readSources()
	}
}

// A section of access or sources, in the order in which they are written.
type section struct {
	key  string
	read func()
}

// sections reads an object that has exactly these.
func (d *decoder) sections(all []section) {
	n := 0
	d.object(func(key string) {
		if n >= len(all) || all[n].key != key {
			d.unknown(key)
			return
		}
		all[n].read()
		n++
	})
	if d.err == nil && n < len(all) {
		d.failf("%q is missing", all[n].key)
	}
}

// records reads a list.
func (d *decoder) records(one func()) func() {
	return func() { d.array(func(int) { one() }) }
}

// refer finds what an address refers to.
func refer[T any](d *decoder, places map[string]*T, what string) *T {
	text := d.text()
	item := places[string(text)]
	if item == nil {
		d.failf("no %s has the address %q", what, text)
	}
	return item
}

// referLater is for what stands further on.
func referLater[T any](d *decoder, places map[string]*T, what string, set func(*T)) {
	address, path, pos := d.string(), append([]step(nil), d.path...), d.pos
	d.later = append(d.later, func() {
		item := places[address]
		if item == nil {
			d.path, d.pos = path, pos
			d.failf("no %s has the address %q", what, address)
			return
		}
		set(item)
	})
}

// declare keeps what was read under its address, which must be new.
func declare[T any](d *decoder, places map[string]*T, address string, item *T) {
	if address == "" || places[address] != nil {
		d.failf("two with the address %q, or one without", address)
		return
	}
	places[address] = item
}

// parse reads a word of an enumeration.
func parse[T any](d *decoder, read func(string) (T, bool), what string) T {
	word := d.key()
	value, ok := read(word)
	if !ok {
		d.failf("%q is no %s", word, what)
	}
	return value
}

// build flattens what was read.
func (d *decoder) build() *Matrix {
	m := Build(d.policy)
	m.digests = d.digests
	return m
}
