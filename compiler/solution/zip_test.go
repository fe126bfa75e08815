package solution_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// A member of a zip; header changes what the directory says of it.
type member struct {
	name, text string
	header     func(*zip.FileHeader)
}

func packed(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if m.header == nil {
			part, err := w.CreateHeader(h)
			if err == nil {
				_, err = part.Write([]byte(m.text))
			}
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		h.Method = zip.Store
		h.CRC32, h.UncompressedSize64, h.CompressedSize64 = crc32.ChecksumIEEE([]byte(m.text)), uint64(len(m.text)), uint64(len(m.text))
		m.header(h)
		part, err := w.CreateRaw(h)
		if err == nil {
			_, err = part.Write([]byte(m.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// core is a small solution.
func core(more ...member) []member {
	return append([]member{
		{name: "solution.xml", text: manifest("core", "0")},
		{name: "customizations.xml", text: `<ImportExportXml><Roles>` + role(id1, "A", "", `<RolePrivilege name="prvReadAccount" level="Basic" />`) + `</Roles></ImportExportXml>`},
	}, more...)
}

const coreRole = `role "A" ` + id1 + ` customizable=1
grant prvReadAccount user
`

func head(at, name string) string {
	return "solution " + name + ` at="` + at + `" version=1.0 managed=0 publisher=acme/ac title="Core"` + "\n"
}

// A zip is a solution, or holds one unpacked, or holds zips.
func TestZipCarriers(t *testing.T) {
	plain := packed(t, core(member{name: "WebResources/"}, member{name: "WebResources/a.js"}, member{name: "WebResources/A.js"})...)
	for _, test := range []struct {
		title string
		zip   []byte
		want  string
		file  string // of the role
	}{
		{"packed", plain, head("", "core") + coreRole, "x.zip/customizations.xml"},
		{"a package", packed(t, member{name: `PkgAssets\core.zip`, text: string(plain)}, member{name: `readme.txt`}), head("PkgAssets/core.zip", "core") + coreRole, "x.zip/PkgAssets/core.zip/customizations.xml"},
		{"a package in a zip", packed(t, member{name: "p.zip", text: string(packed(t, member{name: "c.zip", text: string(plain)}))}), head("p.zip/c.zip", "core") + coreRole, "x.zip/p.zip/c.zip/customizations.xml"},
		{"a download of a repository", packed(t,
			member{name: "repo-main/src/Other/Solution.xml", text: manifest("core", "0")},
			member{name: "repo-main/src/Roles/A.xml", text: role(id1, "A", "", `<RolePrivilege name="prvReadAccount" level="Basic" />`)},
			member{name: "repo-main/tools.zip", text: "no zip"},
		), head("repo-main/src", "core") + coreRole, "x.zip/repo-main/src/Roles/A.xml"},
	} {
		var diags diag.List
		all, err := solution.ReadZip("x.zip", bytes.NewReader(test.zip), int64(len(test.zip)), &diags)
		if err != nil || diags.Len() > 0 {
			t.Errorf("%s: %v, and it says %s", test.title, err, say(&diags))
			continue
		}
		if got := dump(all); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.title, got, test.want)
		} else if got := all[0].Roles[0].Grants[0].Span; got.Pos().File != test.file || !strings.Contains(got.Text(), "prvReadAccount") {
			t.Errorf("%s: the grant is in %s, %q, want %s", test.title, got.Pos().File, got.Text(), test.file)
		}
	}
}

func named(name string) member { return member{name: name, text: "x"} }

func mode(m fs.FileMode) func(*zip.FileHeader) {
	return func(h *zip.FileHeader) { h.SetMode(m) }
}

// What a solution's zip never is: each a diagnostic, and nothing of it is read that could do harm.
func TestHostileZips(t *testing.T) {
	sizes := func(size, packed uint64) func(*zip.FileHeader) {
		return func(h *zip.FileHeader) {
			h.Method, h.UncompressedSize64, h.CompressedSize64 = zip.Deflate, size, packed
		}
	}
	customizations := func(change func(*zip.FileHeader)) []byte {
		all := core()
		all[1].header = change
		return packed(t, all...)
	}
	good := packed(t, core()...)
	nest := func(depth int) []byte {
		z := good
		for range depth {
			z = packed(t, member{name: "z.zip", text: string(z)})
		}
		return z
	}
	many := make([]member, 100_001)
	for i := range many {
		many[i] = member{name: "f" + itoa(i)}
	}
	for _, test := range []struct {
		title string
		zip   []byte
		says  string
	}{
		{"a path out", packed(t, core(named("../a.xml"))...), `x.zip:0:1: error: the entry "../a.xml" leaves its folder [unsafe-archive]`},
		{"a path out, by backslashes", packed(t, core(named(`a\..\..\b`))...), `x.zip:0:1: error: the entry "a\\..\\..\\b" leaves its folder [unsafe-archive]`},
		{"an absolute path", packed(t, core(named("/etc/passwd"))...), `x.zip:0:1: error: the entry "/etc/passwd" has an absolute path [unsafe-archive]`},
		{"a share", packed(t, core(named(`\\host\share`))...), `x.zip:0:1: error: the entry "\\\\host\\share" has an absolute path [unsafe-archive]`},
		{"a drive", packed(t, core(named("c:/a"))...), `x.zip:0:1: error: the entry "c:/a" names a drive [unsafe-archive]`},
		{"a NUL", packed(t, core(named("a\x00b"))...), `x.zip:0:1: error: the entry "a\x00b" has control characters in its name [unsafe-archive]`},
		{"a step of nothing", packed(t, core(named("a//b"))...), `x.zip:0:1: error: the entry "a//b" has an empty step in its path [unsafe-archive]`},
		{"a long path", packed(t, core(named(strings.Repeat("a/", 65)+"b"))...), `has a longer path than any file of a solution [unsafe-archive]`},
		{"a link", packed(t, core(member{name: "Roles", text: "/etc", header: mode(fs.ModeSymlink | 0o777)})...), `x.zip:0:1: error: the entry "Roles" is a link, no file [unsafe-archive]`},
		{"a device", packed(t, core(member{name: "a", header: mode(fs.ModeDevice | 0o777)})...), `x.zip:0:1: error: the entry "a" is something else by its mode, no file [unsafe-archive]`},
		{"a folder with content", packed(t, core(member{name: "a", text: "x", header: mode(fs.ModeDir | 0o777)})...), `x.zip:0:1: error: the entry "a" is a folder by its mode, no file [unsafe-archive]`},
		{"a name twice", packed(t, core(named("a"), named("a"))...), `x.zip:0:1: error: the entry "a" is there twice (the first is "a") [unsafe-archive]`},
		{"a document twice", packed(t, core(named("Customizations.XML"))...), `x.zip:0:1: error: the entry "Customizations.XML" is there twice (the first is "customizations.xml") [unsafe-archive]`},
		{"a name twice, by backslashes", packed(t, core(named("a/b.xml"), named(`A\b.xml`))...), `x.zip:0:1: error: the entry "A\\b.xml" is there twice (the first is "a/b.xml") [unsafe-archive]`},
		{"many entries", packed(t, many...), `x.zip:0:1: error: the zip has 100001 entries, a solution at most 100000 [limit-exceeded]`},
		{"a huge file", customizations(sizes(300<<20, 1<<20)), `x.zip/customizations.xml:0:1: error: the file has 314572800 bytes, a solution's at most 268435456 [limit-exceeded]`},
		{"a bomb", customizations(sizes(200<<20, 100_000)), `x.zip/customizations.xml:0:1: error: the file has 209715200 bytes, compressed only 100000: no solution's file is so empty [limit-exceeded]`},
		{"more bytes than promised", customizations(func(h *zip.FileHeader) { h.UncompressedSize64 -= 5 }), `x.zip/customizations.xml:0:1: error: the zip is damaged:`},
		{"fewer bytes than promised", customizations(func(h *zip.FileHeader) { h.UncompressedSize64 += 5 }), `x.zip/customizations.xml:0:1: error: the zip is damaged:`},
		{"a wrong checksum", customizations(func(h *zip.FileHeader) { h.CRC32++ }), `x.zip/customizations.xml:0:1: error: the zip is damaged: a checksum is wrong [invalid-archive]`},
		{"no deflated text", customizations(func(h *zip.FileHeader) { h.Method = zip.Deflate }), `x.zip/customizations.xml:0:1: error: the zip is damaged: `},
		{"encryption", customizations(func(h *zip.FileHeader) { h.Flags |= 1 }), `x.zip/customizations.xml:0:1: error: the file is encrypted [invalid-archive]`},
		{"another compression", customizations(func(h *zip.FileHeader) { h.Method = 14 }), `x.zip/customizations.xml:0:1: error: the file is compressed by method 14, only stored and deflated files are read [invalid-archive]`},
		{"a truncated zip", good[:len(good)-30], `x.zip:0:1: error: the zip cannot be opened: it is no valid zip file [invalid-archive]`},
		{"no zip", []byte("PK\x03\x04 and no more"), `x.zip:0:1: error: the zip cannot be opened: it is no valid zip file [invalid-archive]`},
		{"zips in zips in zips", nest(3), `x.zip/z.zip/z.zip/z.zip:0:1: error: the zip lies in more than 2 others [limit-exceeded]`},
		{"a broken zip in a zip", packed(t, member{name: "a.zip", text: "x"}), `x.zip/a.zip:0:1: error: the zip cannot be opened: it is no valid zip file [invalid-archive]`},
		{"entities", packed(t, core()[0], member{name: "customizations.xml", text: "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"}), `x.zip/customizations.xml:1:1: error: a document type is not read: solutions have none, and it could declare entities [invalid-xml]`},
		{"one huge value", packed(t, core()[0], member{name: "customizations.xml", text: "<a b='" + strings.Repeat("0123456789abcdef\n", 1<<20) + "'/>", header: func(*zip.FileHeader) {}}), `x.zip/customizations.xml:1:4: error: the value of "b" has more than 16 MiB [limit-exceeded]`},
		{"no text", packed(t, core()[0], member{name: "customizations.xml", text: "<a>\xff</a>"}), `x.zip/customizations.xml:1:4: error: `},
	} {
		var diags diag.List
		all, err := solution.ReadZip("x.zip", bytes.NewReader(test.zip), int64(len(test.zip)), &diags)
		if err != nil {
			t.Errorf("%s: %v", test.title, err)
		}
		if got := say(&diags); !strings.Contains(got, test.says) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: it says\n%swant\n%s", test.title, got, test.says)
		}
		for _, s := range all {
			if len(s.Roles) > 0 {
				t.Errorf("%s: roles were read", test.title)
			}
		}
	}
}

// All members that are read have a limit together, each counted before it is inflated.
func TestWholeZipIsLimited(t *testing.T) {
	text := strings.Repeat("x", 8<<20)
	var members []member
	for i := range 5 { // each says that it has 250 MiB
		members = append(members, member{name: "f" + itoa(i) + ".xml", text: text[:1<<20], header: func(h *zip.FileHeader) { h.Method, h.UncompressedSize64 = zip.Deflate, 250<<20 }})
	}
	z := packed(t, members...)
	var diags diag.List
	files, err := solution.OpenZip("x.zip", bytes.NewReader(z), int64(len(z)), &diags)
	if err != nil || len(files.Names) != 5 {
		t.Fatalf("got %d files, %v", len(files.Names), err)
	}
	for _, name := range files.Names {
		if _, err := files.Read(name); !errors.Is(err, solution.ErrRefused) {
			t.Errorf("%s: got %v, want %v", name, err, solution.ErrRefused)
		}
	}
	if got := say(&diags); !strings.Contains(got, "x.zip/f4.xml:0:1: error: the files of the zip have more than 1073741824 bytes together [limit-exceeded]") || strings.Count(got, "together") != 1 {
		t.Errorf("it says\n%s", got)
	}
}

// A directory that says less than it holds is not read on and on.
func TestDirectoryIsLimited(t *testing.T) {
	entry := packed(t, named(strings.Repeat("n", 60_000)))
	at := bytes.LastIndex(entry, []byte("PK\x01\x02"))
	end := bytes.LastIndex(entry, []byte("PK\x05\x06"))
	directory := bytes.Repeat(entry[at:end], 600)
	z := slices.Concat(entry[:at], directory, entry[end:])
	binary.LittleEndian.PutUint32(z[len(z)-10:], uint32(len(directory)))
	var diags diag.List
	if _, err := solution.OpenZip("x.zip", bytes.NewReader(z), int64(len(z)), &diags); err != nil {
		t.Fatal(err)
	}
	if got, want := say(&diags), "x.zip:0:1: error: the directory of the zip has more than 33554432 bytes [limit-exceeded]\n"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}

// What the disk says is an error of the machine, not of the zip.
func TestUnreadableZip(t *testing.T) {
	good := packed(t, core()...)
	broken := errors.New("the disk is gone")
	for _, from := range []int64{0, int64(len(good)) - 1} {
		var diags diag.List
		_, err := solution.ReadZip("x.zip", failing{bytes.NewReader(good), from, broken}, int64(len(good)), &diags)
		if !errors.Is(err, broken) || diags.Len() > 0 {
			t.Errorf("got %v and %q, want %v", err, say(&diags), broken)
		}
	}
}

// A failing reader fails for what begins before an offset.
type failing struct {
	io.ReaderAt
	before int64
	err    error
}

func (f failing) ReadAt(p []byte, offset int64) (int, error) {
	if offset <= f.before && f.before == 0 || offset == 0 {
		return 0, f.err
	}
	return f.ReaderAt.ReadAt(p, offset)
}
