package print

import (
	"github.com/dvpolicy/dvpolicy/model"
)

func (p *printer) templates() {
	var blocks [][]string
	for _, t := range p.policy.Templates {
		blocks = append(blocks, p.block(t.Address, p.template(t)))
	}
	p.add("access_team_templates", blocks...)
}

func (p *printer) template(t *model.AccessTeamTemplate) body {
	var b body
	b.text("name", t.Name, label(t.Address))
	b.say("table", quoted(t.Table))
	b.list("rights", quotedAll(names(t.Rights)))
	return b
}

func (p *printer) shares() {
	var blocks [][]string
	for _, s := range p.policy.Shares {
		blocks = append(blocks, p.block(s.Address, p.share(s)))
	}
	p.add("shares", blocks...)
}

func (p *printer) share(s *model.Share) body {
	var b body
	b.say("table", quoted(s.Table))
	b.say("record", quoted(s.Record))
	var with []string
	for _, w := range s.With {
		if w == "organization" {
			with = append(with, quoted(w))
			continue
		}
		with = append(with, reference(w))
	}
	b.list("with", with)
	b.list("rights", quotedAll(names(s.Rights)))
	b.text("reason", s.Reason, "")
	b.text("expires", s.Expires, "")
	b.truth("automated", s.Automated, false)
	return b
}
