package matrix

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/model/privilege"
)

func compileSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("../../schema/" + name)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Everything that is written is what the published JSON Schemas say.
func TestOutputsFollowTheirSchemas(t *testing.T) {
	artifact, query, explain := compileSchema(t, "matrix.schema.json"), compileSchema(t, "query.schema.json"), compileSchema(t, "explain.schema.json")
	rapid.Check(t, func(t *rapid.T) {
		check := func(s *jsonschema.Schema, data []byte) {
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(document); err != nil {
				t.Fatalf("%v\n%s", err, data)
			}
		}
		written := func(v any) []byte {
			data, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			return data
		}
		m := Build(randomWorld(t).p)
		check(artifact, m.encoded())
		for _, address := range m.Principals(true) {
			p, _ := m.Resolve(address)
			check(query, written(m.WhatCan(p, Filter{Grants: true})))
			e, err := m.Explain(p, privilege.Read, "b0")
			if err != nil {
				t.Fatal(err)
			}
			check(explain, written(e))
		}
		check(query, written(m.WhoCan(Filter{Privilege: "prvPrint"}, true)))
		check(query, written(m.WhoCan(Filter{Table: "b0"}, false)))
	})
}
