package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// acceptedFormat and its version are what a file of accepted changes says of itself.
const acceptedFormat, acceptedVersion = "dvpolicy/accepted", 1

// accepted is a file of accepted changes.
type accepted struct {
	Format  string          `json:"format"`
	Version int             `json:"version"`
	Changes []acceptedEntry `json:"changes"`
}

// An acceptedEntry accepts one change. What it says of the change is for people, and must be true.
type acceptedEntry struct {
	ID      string `json:"id"`
	Reason  string `json:"reason"`
	Owner   string `json:"owner"`
	Expires string `json:"expires"`
	acceptedChange
}

// An acceptedChange is what makes a change the one that it is.
type acceptedChange struct {
	Environment string         `json:"environment"`
	Kind        string         `json:"kind"`
	Principals  []string       `json:"principals"`
	Table       string         `json:"table,omitempty"`
	Verb        string         `json:"verb,omitempty"`
	Column      string         `json:"column,omitempty"`
	Privilege   string         `json:"privilege,omitempty"`
	Change      matrix.Change  `json:"change"`
	From        *matrix.Extent `json:"from"`
	To          *matrix.Extent `json:"to"`
}

func aboutChange(c *matrix.AccessChange) acceptedChange {
	return acceptedChange{c.Environment, c.Kind, c.Principals, c.Table, c.Verb, c.Column, c.Privilege, c.Change, &c.From, &c.To}
}

// identity is a hash of what makes a change the one that it is: not of why it occurs.
func identity(c *matrix.AccessChange) string { return aboutChange(c).identity() }

func (c acceptedChange) identity() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic("bug: a change of access: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// said reports whether anything is said of the change.
func (c acceptedChange) said() bool { return !reflect.DeepEqual(c, acceptedChange{}) }

// String is a change in one line.
func (c acceptedChange) String() string {
	if !c.said() {
		return "a change that it does not describe"
	}
	var words []string
	for _, w := range []string{string(c.Change), c.Kind, c.Verb, c.Table, c.Column, c.Privilege} {
		if w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ") + " of " + list(c.Principals) + " in " + c.Environment
}

// readAccepted reads a file of accepted changes: all of it, or an error.
func readAccepted(path place) (*accepted, error) {
	f := &accepted{}
	if path == "" {
		return f, nil
	}
	text, err := os.ReadFile(string(path))
	if err != nil {
		return nil, fmt.Errorf("read the accepted changes %s: %w", path, input.Cause(err))
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil {
		return nil, fmt.Errorf("read the accepted changes %s: %w", path, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("read the accepted changes %s: something follows them", path)
	}
	if f.Format != acceptedFormat || f.Version != acceptedVersion {
		return nil, fmt.Errorf("read the accepted changes %s: format %q version %d, expected %q version %d", path, f.Format, f.Version, acceptedFormat, acceptedVersion)
	}
	seen := map[string]int{}
	for i, e := range f.Changes {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("read the accepted changes %s: changes[%d] %s: %w", path, i, e.ID, err)
		}
		if first, again := seen[e.ID]; again {
			return nil, fmt.Errorf("read the accepted changes %s: changes[%d] %s: changes[%d] accepts it too", path, i, e.ID, first)
		}
		seen[e.ID] = i
	}
	return f, nil
}

var identityForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// check refuses an acceptance that nobody answers for, that never ends, or that says another change than it accepts.
func (e *acceptedEntry) check() error {
	for _, must := range []struct{ name, value string }{{"id", e.ID}, {"reason", e.Reason}, {"owner", e.Owner}, {"expires", e.Expires}} {
		if strings.TrimSpace(must.value) == "" {
			return fmt.Errorf("it has no %s", must.name)
		}
	}
	if !identityForm.MatchString(e.ID) {
		return fmt.Errorf("id %q is not 32 hexadecimal digits", e.ID)
	}
	if _, err := time.Parse(time.DateOnly, e.Expires); err != nil {
		return fmt.Errorf("expires %q is no day: it is written 2027-01-31", e.Expires)
	}
	if e.said() && e.identity() != e.ID {
		return errors.New("its id is of another change than it describes")
	}
	return nil
}

// judge marks the changes that are accepted, counts those that the gates stop, and finds what no longer occurs.
func (f *accepted) judge(c *render.Changes, o diffOrder) {
	occurs, looked, entries := map[string]bool{}, map[string]bool{}, map[string]*acceptedEntry{}
	for i := range f.Changes {
		entries[f.Changes[i].ID] = &f.Changes[i]
	}
	for _, a := range accessOf(c) {
		occurs[a.ID] = true
		if e := entries[a.ID]; e != nil && e.Expires >= o.today {
			a.Accepted = e.acceptance()
		}
	}
	for _, e := range c.Environments {
		looked[e.Before], looked[e.After] = true, true
	}
	picked := o.environment != "" || o.from != ""
	for i := range f.Changes {
		e := &f.Changes[i]
		elsewhere := picked && e.said() && !looked[e.Environment]
		if !occurs[e.ID] && !elsewhere {
			c.Stale = append(c.Stale, *e.acceptance())
		}
	}
	c.Gates = judged(c, o.failOn)
}

func (e *acceptedEntry) acceptance() *render.Acceptance {
	return &render.Acceptance{ID: e.ID, Reason: e.Reason, Owner: e.Owner, Expires: e.Expires, Change: e.String()}
}

// expired are the acceptances that would accept something, had their day not come.
func (f *accepted) expired(c *render.Changes, today string) []*render.Acceptance {
	occurs := map[string]bool{}
	for _, a := range accessOf(c) {
		occurs[a.ID] = true
	}
	var all []*render.Acceptance
	for i := range f.Changes {
		if e := &f.Changes[i]; occurs[e.ID] && e.Expires < today {
			all = append(all, e.acceptance())
		}
	}
	return all
}

// accessOf are all changes of access, environments that came or went among them.
func accessOf(c *render.Changes) []*render.Access {
	var all []*render.Access
	for i := range c.Environments {
		e := &c.Environments[i]
		if e.Whole != nil {
			all = append(all, e.Whole)
		}
		for n := range e.Access {
			all = append(all, &e.Access[n])
		}
	}
	return all
}

// write writes what the gates stop, or all where no gate was asked for; what is accepted stays as it is.
func (f *accepted) write(c *render.Changes, o diffOrder) error {
	out := accepted{Format: acceptedFormat, Version: acceptedVersion, Changes: []acceptedEntry{}}
	for _, a := range accessOf(c) {
		e := acceptedEntry{ID: a.ID, acceptedChange: aboutChange(a.AccessChange)}
		switch {
		case a.Accepted != nil:
			e.Reason, e.Owner, e.Expires = a.Accepted.Reason, a.Accepted.Owner, a.Accepted.Expires
		case !stopped(a.Change, o.failOn):
			continue
		}
		out.Changes = append(out.Changes, e)
	}
	return writeFile(string(o.writeAccept), func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(out)
	})
}
