package syntax

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"unicode/utf8"

	yaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

func encodingFunctions() []function {
	return []function{
		{"base64decode", "text", "the text that base64 stands for", base64decode},
		{"base64encode", "text", "the text in base64", func(c *call) Value { return c.string(base64.StdEncoding.EncodeToString([]byte(c.text(0)))) }},
		{"base64sha256", "text", "the SHA-256 of the text, in base64", func(c *call) Value {
			sum := sha256.Sum256([]byte(c.text(0)))
			return c.string(base64.StdEncoding.EncodeToString(sum[:]))
		}},
		{"csvdecode", "text", "the rows of CSV with a header, as a list of objects of strings", csvdecode},
		{"file", "path", "the text of a data file", file},
		{"jsondecode", "text", "the value that JSON says", jsondecode},
		{"jsonencode", "value", "the value as JSON", through(stdlib.JSONEncodeFunc)},
		{"md5", "text", "the MD5 of the text, in hexadecimal", func(c *call) Value { s := md5.Sum([]byte(c.text(0))); return c.string(hex.EncodeToString(s[:])) }},
		{"sha1", "text", "the SHA-1 of the text, in hexadecimal", func(c *call) Value { s := sha1.Sum([]byte(c.text(0))); return c.string(hex.EncodeToString(s[:])) }},
		{"sha256", "text", "the SHA-256 of the text, in hexadecimal", func(c *call) Value { s := sha256.Sum256([]byte(c.text(0))); return c.string(hex.EncodeToString(s[:])) }},
		{"sha512", "text", "the SHA-512 of the text, in hexadecimal", func(c *call) Value { s := sha512.Sum512([]byte(c.text(0))); return c.string(hex.EncodeToString(s[:])) }},
		{"urlencode", "text", "the text as part of a URL's query", func(c *call) Value { return c.string(url.QueryEscape(c.text(0))) }},
		{"yamldecode", "text", "the value that YAML says", yamldecode},
		{"yamlencode", "value", "the value as YAML", through(yaml.YAMLEncodeFunc)},
	}
}

func base64decode(c *call) Value {
	decoded, err := base64.StdEncoding.DecodeString(c.text(0))
	switch {
	case err != nil:
		return c.fail(0, "this is not base64")
	case !utf8.Valid(decoded):
		return c.fail(0, "the decoded text is not UTF-8")
	}
	return c.string(string(decoded))
}

// file reads what the policy may read. A data file may be larger than a string that an expression builds.
func file(c *call) Value {
	path := c.text(0)
	if c.failed {
		return Value{}
	}
	if c.scope == nil || c.scope.Read == nil {
		return c.fail(-1, "files cannot be read here")
	}
	text, err := c.scope.Read(path)
	if err != nil {
		c.report(err, diag.FileNotReadable, c.spans[0])
		c.reported = true
		return Value{}
	}
	if c.budget.text -= len(text); c.budget.text < 0 {
		c.budget.exceeded("this expression reads files of more than %d MiB together", maxTextTotal>>20)
		return Value{}
	}
	if !utf8.Valid(text) {
		return c.fail(0, "%q is not UTF-8", path)
	}
	return Value{Kind: String, Text: cty.NormalizeString(strings.TrimPrefix(string(text), "\ufeff"))}
}
