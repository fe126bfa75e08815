package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dvpolicy/dvpolicy/cmd/dvpolicy/render"
	"github.com/dvpolicy/dvpolicy/model/matrix"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

func (p *program) queryCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "query",
		Short: "Look up who can do something, or what somebody can do",
		Args:  onlyCommands,
		RunE:  func(c *cobra.Command, _ []string) error { return errors.New("query what? who-can or what-can") },
	}
	c.AddCommand(p.whatCanCommand(), p.whoCanCommand())
	return c
}

// A question is the flags of both queries.
type question struct {
	table, verb, privilege, environment string
	grants, roles                       bool
}

func (q *question) flags(c *cobra.Command) {
	c.Flags().StringVar(&q.table, "table", "", "the `TABLE` that it is about, by logical name")
	c.Flags().StringVar(&q.verb, "verb", "", "the `VERB`: create, read, write, delete, append, append_to, assign or share")
	c.Flags().StringVar(&q.environment, "env", "", "the `NAME` of the environment, where the policy has several")
}

func (p *program) whatCanCommand() *cobra.Command {
	var q question
	c := &cobra.Command{
		Use:   "what-can PRINCIPAL [IN]",
		Short: "Everything that a user, application user, team or role can do",
		Example: `  dvpolicy query what-can 'user.agent["ane@contoso.example"]' --env prod examples/contoso
  dvpolicy query what-can 'team.agents["oslo"]' --table account --env prod examples/contoso
  dvpolicy query what-can role.sales_agent --grants -f json --env prod examples/contoso`,
		Args: asUsed,
		RunE: func(_ *cobra.Command, args []string) error { return p.whatCan(args[0], inputArgument(args, 1), q) },
	}
	q.flags(c)
	c.Flags().BoolVar(&q.grants, "grants", false, "of a role: its grants as written, with file and line")
	return c
}

func (p *program) whoCanCommand() *cobra.Command {
	var q question
	c := &cobra.Command{
		Use:   "who-can [IN]",
		Short: "Everybody who can use a verb on a table, or who holds a privilege",
		Example: `  dvpolicy query who-can --verb delete --table lead --env prod examples/contoso
  dvpolicy query who-can --privilege prvExportToExcel --env prod examples/contoso`,
		Args: asUsed,
		RunE: func(_ *cobra.Command, args []string) error { return p.whoCan(inputArgument(args, 0), q) },
	}
	q.flags(c)
	c.Flags().StringVar(&q.privilege, "privilege", "", "a privilege by `NAME`, as in prvExportToExcel or prvReadAccount")
	c.Flags().BoolVar(&q.roles, "roles", false, "list roles too")
	return c
}

func (p *program) whatCan(name, path string, q question) error {
	m, folder, err := p.one(path, q.environment)
	if err != nil {
		return err
	}
	who, err := resolve(m, name)
	if err != nil {
		return err
	}
	if q.grants && who.Kind() != matrix.Role {
		return errors.New("--grants is for roles: users and teams have no grants of their own")
	}
	f, err := q.filter(m)
	if err != nil {
		return err
	}
	a := m.WhatCan(who, f)
	text := a
	if q.table != "" || q.verb != "" {
		text.Privileges = nil // which are about no table and no verb
	}
	return p.answer(a, text, folder)
}

func (p *program) whoCan(path string, q question) error {
	switch {
	case q.privilege != "" && (q.table != "" || q.verb != ""):
		return errors.New("--privilege says table and verb already: leave out --table and --verb")
	case q.privilege == "" && (q.table == "" || q.verb == ""):
		return errors.New("who can do what? say --verb and --table, or --privilege")
	}
	m, folder, err := p.one(path, q.environment)
	if err != nil {
		return err
	}
	f, err := q.filter(m)
	if err != nil {
		return err
	}
	a := m.WhoCan(f, q.roles)
	return p.answer(a, a, folder)
}

// answer shows what was found; as text, what of it was asked for.
func (p *program) answer(a, text matrix.Answer, folder string) error {
	return p.show(view{
		text: func(w io.Writer, c render.Palette) { render.Answer(w, text, folder, c) },
		json: func(w io.Writer) error { return render.JSON(w, a) },
	})
}

// filter checks the names of a question. A typo is an error, not an empty answer.
func (q question) filter(m *matrix.Matrix) (matrix.Filter, error) {
	f := matrix.Filter{Table: q.table, Privilege: q.privilege, Grants: q.grants}
	if q.verb != "" {
		v, err := verb(q.verb)
		if err != nil {
			return f, err
		}
		f.Verbs = []privilege.Verb{v}
	}
	if q.table != "" {
		table, err := tableName(m, q.table)
		if err != nil {
			return f, err
		}
		f.Table = table
	}
	return f, knownPrivilege(m, q.privilege)
}

// verb reads a verb, whatever its capitals.
func verb(name string) (privilege.Verb, error) {
	low := strings.ToLower(name)
	if v, ok := privilege.ParseVerb(low); ok {
		return v, nil
	}
	if meant, known := privilege.MeantVerb(name); known {
		return 0, fmt.Errorf("no verb is called %q; did you mean %q?", name, meant.String())
	}
	return 0, unknownWord("verb", name, privilege.VerbNames())
}

// tableName is the logical name of a table that the catalogue knows or that the policy grants on or declares, whatever its capitals.
func tableName(m *matrix.Matrix, name string) (string, error) {
	low := strings.ToLower(name)
	if m.HasTable(low) || schema.TableByName(low) != nil {
		return low, nil
	}
	return "", unknownName("table", name, append(m.Tables(), catalogueTables()...))
}

func knownPrivilege(m *matrix.Matrix, name string) error {
	if name == "" {
		return nil
	}
	base, v, misc, known := schema.ParsePrivilege(name)
	if known && (misc != nil || base.Has(v)) || declaredPrivilege(m, name) {
		return nil
	}
	names := slices.Clone(m.Policy().Privileges)
	for _, x := range schema.Miscellaneous() {
		names = append(names, x.Name)
	}
	for _, b := range schema.Bases() {
		for _, v := range privilege.Verbs() {
			if b.Has(v) {
				names = append(names, b.Privilege(v))
			}
		}
	}
	return unknownName("privilege", name, names)
}

// declaredPrivilege: one that the policy declares, or a verb on a table that it declares.
func declaredPrivilege(m *matrix.Matrix, name string) bool {
	for _, declared := range m.Policy().Privileges {
		if strings.EqualFold(declared, name) {
			return true
		}
	}
	for _, t := range m.Policy().Tables {
		for _, v := range privilege.Verbs() {
			if t.Fact.Base != nil && t.Fact.Base.Has(v) && strings.EqualFold(t.Fact.Base.Privilege(v), name) {
				return true
			}
		}
	}
	return false
}
