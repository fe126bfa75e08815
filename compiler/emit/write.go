package emit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/dvpolicy/dvpolicy/model"
)

// What the JSON says it is.
const (
	stepsFormat  = "dvpolicy/steps"
	stepsVersion = 1
)

type stepsDoc struct {
	Format       string           `json:"format"`
	Version      int              `json:"version"`
	Environments []environmentDoc `json:"environments"`
}

type environmentDoc struct {
	Name  string `json:"name"`
	Type  string `json:"type"` // "" where the policy does not say it
	URL   string `json:"url"`
	Steps []Step `json:"steps"`
}

// StepsJSON writes the steps of every environment as JSON. schema/steps.schema.json describes it.
func StepsJSON(w io.Writer, environments []*model.Policy) error {
	d := stepsDoc{stepsFormat, stepsVersion, []environmentDoc{}}
	for _, p := range environments {
		e := environmentDoc{p.Environment.Name, p.Environment.Type, p.Environment.URL, StepsOf(p)}
		for i := range e.Steps {
			e.Steps[i].Settings = append([]Setting{}, e.Steps[i].Settings...)
			e.Steps[i].Items = append([]Item{}, e.Steps[i].Items...)
		}
		d.Environments = append(d.Environments, e)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(d)
}

// MarshalJSON writes the fields of an item in their order.
func (i Item) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	b.WriteByte('{')
	for n, f := range i {
		if n > 0 {
			b.WriteByte(',')
		}
		if err := out.Encode(f.Name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := out.Encode(f.Value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// StepsMarkdown writes the steps of every environment for people to follow.
func StepsMarkdown(w io.Writer, environments []*model.Policy) error {
	var b strings.Builder
	b.WriteString("# What solutions do not carry\n")
	for _, p := range environments {
		fmt.Fprintf(&b, "\n## Environment %s\n", plain(p.Environment.Name))
		var facts []string
		for _, f := range []string{p.Environment.Type, p.Environment.URL} {
			if f != "" {
				facts = append(facts, plain(f))
			}
		}
		if len(facts) > 0 {
			fmt.Fprintf(&b, "\n%s\n", strings.Join(facts, ", "))
		}
		for n, s := range StepsOf(p) {
			s.markdown(&b, n+1)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s Step) markdown(b *strings.Builder, number int) {
	fmt.Fprintf(b, "\n### %d. %s\n\nWhere: %s.\n", number, plain(s.Title), plain(s.Where))
	if len(s.Notes) > 0 {
		b.WriteString("\n")
		for _, n := range s.Notes {
			fmt.Fprintf(b, "- %s\n", plain(n))
		}
	}
	if len(s.Settings) > 0 {
		rows := [][]string{{"setting", "value", "default"}}
		for _, x := range s.Settings {
			rows = append(rows, []string{plain(x.Name), plain(x.Value), plain(x.Default)})
		}
		table(b, rows)
	}
	if len(s.Items) > 0 {
		var head []string
		for _, f := range s.Items[0] {
			head = append(head, strings.ReplaceAll(f.Name, "_", " "))
		}
		rows := [][]string{head}
		for _, i := range s.Items {
			var row []string
			for _, f := range i {
				row = append(row, plain(f.text()))
			}
			rows = append(rows, row)
		}
		table(b, rows)
	}
}

// table writes rows under their heading, without the columns that say nothing.
func table(b *strings.Builder, rows [][]string) {
	var says []int
	for column := range rows[0] {
		for _, row := range rows[1:] {
			if row[column] != "" {
				says = append(says, column)
				break
			}
		}
	}
	b.WriteString("\n")
	for n, row := range rows {
		for _, column := range says {
			b.WriteString("| " + row[column] + " ")
		}
		b.WriteString("|\n")
		if n == 0 {
			b.WriteString(strings.Repeat("| --- ", len(says)) + "|\n")
		}
	}
}

// text is the value of a field for people.
func (f Field) text() string {
	switch v := f.Value.(type) {
	case nil:
		return ""
	case bool:
		return f.truth(v)
	case []string:
		return strings.Join(v, ", ")
	default:
		return fmt.Sprint(v)
	}
}

// Where a false says something in itself; elsewhere it goes without saying.
var falseSays = map[string]bool{"enabled": true, "audit": true, "secured": true, "all_members": true}

func (f Field) truth(v bool) string {
	switch {
	case v:
		return "yes"
	case falseSays[f.Name]:
		return "no"
	}
	return ""
}

// plain writes a text so that Markdown shows it as it is, on one line.
func plain(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case unicode.IsControl(r):
			r = ' '
		case r == '_':
			if inWord(runes, i-1) && inWord(runes, i+1) {
				break
			}
			b.WriteByte('\\')
		case strings.ContainsRune("\\`*[]<>|&#~", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func inWord(runes []rune, i int) bool {
	return i >= 0 && i < len(runes) && (runes[i] == '_' || unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
}
