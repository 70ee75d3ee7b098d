// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/sentcard.h"

#include "ui/common/text.h"
#include "ui/tokens/tokentext.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

QVBoxLayout *fillTitledCard(QFrame *frame, const QString &title)
{
    frame->setProperty("card", true);
    QVBoxLayout *inside = column(frame, 16, 8);
    inside->addWidget(new Label(title, TextRole::Caption, Tone::Muted));
    return inside;
}

std::pair<QFrame *, QVBoxLayout *> titledCard(const QString &title)
{
    auto *frame = new QFrame;
    return { frame, fillTitledCard(frame, title) };
}

SentCard::SentCard()
    : m_value(new TokenText(u"tokenValueEdit"_s, tr("The token")))
    , m_legend(new Label({}, TextRole::Caption, Tone::Muted))
    , m_reveal(button(tr("Reveal 30 s"), u"revealButton"_s))
    , m_copy(ui::copyButton(u"copyTokenButton"_s, [this](CopyAs how) { Q_EMIT copyRequested(how); }))
{
    m_hideTimer.setSingleShot(true);
    m_hideTimer.setInterval(30s);
    connect(&m_hideTimer, &QTimer::timeout, this, &SentCard::hideValue);
    m_legend->setObjectName(u"segmentsLabel"_s);
    m_legend->setWrapping(true);
    auto *actions = row();
    actions->addWidget(m_reveal);
    actions->addWidget(m_copy);
    actions->addStretch();
    auto *inside = fillTitledCard(this, tr("AS SENT"));
    inside->addWidget(m_value);
    inside->addWidget(m_legend);
    inside->addLayout(actions);
    inside->addStretch();
    connect(m_reveal, &QPushButton::clicked, this, [this] {
        if (m_hideTimer.isActive())
            hideValue();
        else
            Q_EMIT revealRequested();
    });
}

void SentCard::setToken(
    const QString &name, const QList<inspect::Segment> &segments, const QByteArray &headerText)
{
    const bool isSame = name == m_name && headerText == m_header
        && std::equal(segments.cbegin(), segments.cend(), m_segments.cbegin(), m_segments.cend(),
            [](const inspect::Segment &one, const inspect::Segment &other) {
                return one.from == other.from && one.length == other.length;
            });
    m_name = name;
    m_segments = segments;
    m_header = headerText;
    QStringList legend;
    bool hasProblem = false;
    for (const inspect::Segment &segment : segments.first(std::min<qsizetype>(segments.size(), 12))) {
        QString part = tr("%1: %2").arg(
            roleWord(segment.role), counted(segment.length, tr("1 character"), tr("%1 characters")));
        if (!segment.problem.isEmpty()) {
            part += tr(" — %1").arg(isolated(base::cleaned(segment.problem, 300)));
            hasProblem = true;
        }
        legend += part;
    }
    if (segments.size() > legend.size())
        legend += tr("and %1 more").arg(segments.size() - legend.size());
    m_legend->setText(legend.join(hasProblem ? u"\n"_s : u" · "_s));
    m_legend->setTone(hasProblem ? Tone::Bad : Tone::Muted);
    m_legend->setVisible(!legend.isEmpty());
    if (!isSame || !m_hideTimer.isActive())
        hideValue();
}

void SentCard::reveal(const base::Secret &value)
{
    if (value.isEmpty())
        return;
    m_value->reveal(value.reveal(), m_segments.isEmpty() ? segmentsOf(value.reveal()) : m_segments);
    m_value->setAccessibleName(tr("%1, revealed").arg(m_name));
    m_reveal->setText(tr("Hide"));
    m_hideTimer.start();
}

void SentCard::hideValue()
{
    m_hideTimer.stop();
    const QList<inspect::Segment> whole{ { .length = 480 } };
    m_value->mask(m_segments.isEmpty() ? whole : m_segments, m_header);
    m_value->setAccessibleName(tr("%1, hidden").arg(m_name));
    m_reveal->setText(tr("Reveal 30 s"));
}

} // namespace authscope::ui
