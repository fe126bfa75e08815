package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// A policy that was written to fool who reads what is said of it.
const fooling = `environment "prod" { type = "production" }
environment "dev" {}
role "a\u202eb" {
  grants {
    account = { organization = ["read", "write", "share"] }
    contact = { organization = ["share"] } # ` + "\x1b[8m\u202egnihton\x07" + `
  }
}
role "c\u200b##vso[task.complete result=Succeeded;]" {
  environments = ["prod"]
  grants { contact = { organization = ["write"] } }
}
user "x\u001b[2J\u009b31m\r\u0007\n::error::y" {
  roles = [role["a\u202eb"], standard_role.system_administrator]
}
waiver "\u0007" {
  rule   = "grant/org-write"
  target = role["a\u202eb"]
  table  = "contact"
  reason = "none"
}
`

const fool = "user[\"x\x1b[2J\u009b31m\\r\x07\\n::error::y\"]"

// Names, comments and names of files can have anything in them. What is printed for people has characters that are seen, and lines.
func TestNothingPrintedCommandsATerminal(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a\x1b[31m\u202e.dv.hcl"), fooling)
	broken := t.TempDir()
	write(t, filepath.Join(broken, "b\x07.dv.hcl"), strings.Replace(fooling, "account =", "acc\x1b[2Jount =", 1)+"\nuser \"x\\u001b[2J\\u009b31m\\r\\u0007\\n::error::y\" {}\nrole \"\\u001b\" { based_on = role[\"\\u0007\"] }\n")
	loose := t.TempDir()
	write(t, filepath.Join(loose, "c\u202e.dv.hcl"), strings.ReplaceAll(fooling, " = ", "="))
	for _, args := range [][]string{
		{"lint", dir}, {"lint", dir, "-f", "github"}, {"lint", dir, "-f", "azure-devops"}, {"lint", dir, "-f", "markdown"}, {"lint", dir, "--preset", "strict"},
		{"lint", dir, "--only", "share/*", "--fix", "--dry-run"}, {"check", dir}, {"check", broken}, {"validate", broken}, {"lint", broken, "-f", "github"},
		{"lint", broken, "-f", "azure-devops"}, {"lint", broken, "-f", "markdown"}, {"fmt", "--diff", loose}, {"lint", dir + "/\x1b[2J"}, {"check", dir, "--only", "\x1b[2J"},
		{"query", "who-can", "write", "account", dir, "--env", "dev"}, {"query", "what-can", fool, dir, "--env", "dev"}, {"explain", fool, "write", "account", dir, "--env", "dev"},
		{"diff", dir, "../../examples/contoso"},
		{"diff", dir, "../../examples/contoso", "-f", "markdown"}, {"compile", dir, "-o", filepath.Join(t.TempDir(), "out")},
	} {
		var out, log bytes.Buffer
		run(args, strings.NewReader(""), &out, &log)
		said := out.String() + log.String()
		if len(said) == 0 {
			t.Errorf("%q prints nothing", args)
		}
		for i, r := range said {
			if r != '\n' && r != '\t' && !unicode.IsPrint(r) {
				t.Errorf("%q prints %U in %q", args, r, said[max(0, i-60):min(len(said), i+20)])
				break
			}
		}
		if strings.Contains(strings.ReplaceAll(said, "##vso[task.logissue ", ""), "##vso[") {
			t.Errorf("%q commands the agent of Azure Pipelines", args)
		}
	}
}

// What programs read has the names as they are, in the escapes of the format.
func TestNamesAreEscapedForPrograms(t *testing.T) {
	for _, format := range []string{"json", "sarif"} {
		text := string(ran(t, "p.dv.hcl", fooling, "lint", "-f", format))
		if strings.ContainsAny(text, "\x1b\x07\x00") || !strings.Contains(text, `x\u001b[2J`) {
			t.Errorf("%s: a name is not as it was, or not escaped", format)
		}
	}
}
