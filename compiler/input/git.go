package input

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// openRevision reads git:REV or git:REV:PATH: the repository around the current folder as it was at REV, written as files to a folder of its
// own, so that data files and solutions are those of REV too. The work tree, the index and the repository are not touched. PATH counts from
// the top of the repository, as git has it, and ./PATH from where one stands; without it, it is where one stands.
func openRevision(name string, diags *diag.List) (Input, error) {
	rev, inner, said := strings.Cut(strings.TrimPrefix(name, "git:"), ":")
	g := git{name: name}
	prefix, err := g.line("rev-parse", "--show-prefix")
	if err != nil {
		return Input{}, err
	}
	commit, err := g.line("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil || rev == "" {
		return Input{}, fmt.Errorf("%s: there is no revision %q", name, rev)
	}
	switch {
	case !said:
		inner = prefix
	case strings.HasPrefix(inner, "./"), strings.HasPrefix(inner, "../"), inner == ".":
		inner = path.Join(prefix, inner)
	}
	inner = cmp.Or(path.Clean(strings.TrimSuffix(inner, "/")), ".")
	if !filepath.IsLocal(filepath.FromSlash(inner)) {
		return Input{}, fmt.Errorf("%s: %s lies outside of the repository", name, inner)
	}
	dir, err := os.MkdirTemp("", "dvpolicy-")
	if err != nil {
		return Input{}, err
	}
	in, err := g.open(commit, dir, inner, diags)
	in.Close = func() { os.RemoveAll(dir) }
	if err != nil {
		in.Close()
		return Input{}, errors.New(strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), name+": "))
	}
	return in, nil
}

// git runs the program git for an input of some name.
type git struct{ name string }

func (g git) command(args ...string) *exec.Cmd {
	c := exec.Command("git", append([]string{"--no-replace-objects", "-c", "core.quotePath=false"}, args...)...)
	c.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	return c
}

func (g git) output(args ...string) ([]byte, error) {
	c := g.command(args...)
	var log bytes.Buffer
	c.Stderr = &log
	out, err := c.Output()
	if err != nil {
		reason, _, _ := strings.Cut(strings.TrimSpace(log.String()), "\n")
		return nil, fmt.Errorf("%s: git %s: %s", g.name, args[0], cmp.Or(strings.TrimPrefix(reason, "fatal: "), err.Error()))
	}
	return out, nil
}

func (g git) line(args ...string) (string, error) {
	out, err := g.output(args...)
	return strings.TrimRight(string(out), "\r\n"), err
}

// An object of a revision: a file, or a link.
type object struct{ mode, hash, path string }

func (g git) open(commit, dir, inner string, diags *diag.List) (Input, error) {
	all, err := g.objects(commit)
	if err != nil {
		return Input{}, err
	}
	if err := g.write(all, dir); err != nil {
		return Input{}, err
	}
	at := filepath.Join(dir, filepath.FromSlash(inner))
	if _, err := os.Stat(at); err != nil {
		return Input{}, fmt.Errorf("%s: the revision has no %s", g.name, inner)
	}
	in, err := Open(at, dir, diags)
	if in.Folder != "" {
		below, _ := filepath.Rel(at, in.Folder)
		in.Folder = path.Join(g.name, filepath.ToSlash(below))
	}
	return in, err
}

// objects are the files of a commit, but for what lies in submodules.
func (g git) objects(commit string) ([]object, error) {
	out, err := g.output("ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	var all []object
	for entry := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		about, name, ok := strings.Cut(entry, "\t")
		words := strings.Fields(about)
		if ok && len(words) == 3 && words[1] == "blob" {
			all = append(all, object{words[0], words[2], name})
		}
	}
	return all, nil
}

// write writes objects below a folder, as git stores them: no filter runs over them.
func (g git) write(all []object, dir string) error {
	c := g.command("cat-file", "--batch")
	var wanted bytes.Buffer
	for _, o := range all {
		wanted.WriteString(o.hash + "\n")
	}
	c.Stdin = &wanted
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("%s: %w", g.name, err)
	}
	err = writeObjects(all, dir, bufio.NewReaderSize(out, 1<<20))
	io.Copy(io.Discard, out)
	if waited := c.Wait(); err == nil && waited != nil {
		err = fmt.Errorf("%s: git cat-file: %w", g.name, waited)
	}
	return err
}

func writeObjects(all []object, dir string, from *bufio.Reader) error {
	for _, o := range all {
		header, err := from.ReadString('\n')
		if err != nil {
			return fmt.Errorf("read %s: %w", o.path, err)
		}
		words := strings.Fields(header)
		if len(words) != 3 {
			return fmt.Errorf("read %s: git has no object %s", o.path, o.hash)
		}
		size, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			return fmt.Errorf("read %s: %w", o.path, err)
		}
		if err := o.write(dir, io.LimitReader(from, size)); err != nil {
			return err
		}
		if _, err := from.Discard(1); err != nil {
			return fmt.Errorf("read %s: %w", o.path, err)
		}
	}
	return nil
}

const symbolicLink = "120000"

// write writes one object. A link that leaves the repository has nothing to lead to.
func (o object) write(dir string, from io.Reader) error {
	if !filepath.IsLocal(filepath.FromSlash(o.path)) {
		return fmt.Errorf("%s is no path below the repository", o.path)
	}
	at := filepath.Join(dir, filepath.FromSlash(o.path))
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return err
	}
	if o.mode == symbolicLink {
		target, err := io.ReadAll(from)
		if err != nil {
			return err
		}
		to := filepath.FromSlash(string(target))
		if below, err := filepath.Rel(dir, filepath.Join(filepath.Dir(at), to)); filepath.IsAbs(to) || err != nil || !filepath.IsLocal(below) {
			return fmt.Errorf("%s is a link to %s, which the repository does not have", o.path, target)
		}
		return os.Symlink(to, at)
	}
	f, err := os.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}
