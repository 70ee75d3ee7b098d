// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/limitsform.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/connections/fields.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qint64 kibi = 1024;

/// A bound nobody has found words for yet is better named than hidden.
QString wordsFor(const QByteArray &name)
{
    const QHash<QByteArray, QString> words{
        { "max_message_bytes", LimitsForm::tr("Size of one message") },
        { "max_nesting", LimitsForm::tr("Levels in one message") },
        { "max_pages", LimitsForm::tr("Pages of one list") },
        { "max_items", LimitsForm::tr("Entries of one list") },
        { "max_pending", LimitsForm::tr("Requests under way") },
        { "max_server_requests", LimitsForm::tr("The server’s open questions") },
        { "max_rounds", LimitsForm::tr("Rounds of questions in a call") },
        { "max_watched", LimitsForm::tr("Watched resources") },
    };
    return words.value(name, QString::fromLatin1(name));
}

} // namespace

LimitsForm::LimitsForm()
    : m_summary(new Label({}, TextRole::Body, Tone::Muted))
    , m_more(button(tr("Show"), u"limitsButton"_s))
    , m_reset(button(tr("Back to the defaults"), u"resetLimitsButton"_s))
    , m_page(new QWidget)
{
    setObjectName(u"limitsForm"_s);
    m_summary->setObjectName(u"limitsLabel"_s);
    m_more->setProperty("quiet", true);
    m_more->setCheckable(true);
    auto *words = new Label(
        tr("More than this ends with an error that names the limit."), TextRole::Caption, Tone::Muted);
    words->setWrapping(true);
    auto *lines = new QWidget;
    QGridLayout *form = settingsForm(lines);
    for (const session::LimitValue &usual : session::limitValues({}))
        addLine(form, usual);
    auto *page = column(m_page, 0, 8);
    page->setContentsMargins(16, 0, 0, 0);
    page->addWidget(words);
    page->addWidget(lines);
    page->addWidget(m_reset, 0, Qt::AlignLeft);
    auto *head = row(nullptr, 0, 8);
    head->addWidget(new Label(tr("Limits")));
    head->addWidget(m_summary);
    head->addWidget(m_more);
    head->addStretch();
    auto *all = column(this, 0, 4);
    all->addLayout(head);
    all->addWidget(m_page);
    connect(m_more, &QPushButton::toggled, this, &LimitsForm::showLines);
    connect(m_reset, &QPushButton::clicked, this, [this] { setLimits({}); });
    showLines(false);
    setLimits({});
}

void LimitsForm::addLine(QGridLayout *form, const session::LimitValue &usual)
{
    const bool isSize = usual.name == "max_message_bytes";
    const qint64 unit = isSize ? kibi : 1;
    const QString suffix = isSize ? tr(" KiB") : QString();
    auto *box = new QSpinBox;
    box->setObjectName(u"limit_"_s + QString::fromLatin1(usual.name));
    box->setAccessibleName(wordsFor(usual.name));
    box->setRange(int(usual.least / unit), int(usual.most / unit));
    box->setGroupSeparatorShown(true);
    box->setSuffix(suffix);
    const QString about = tr("usually %1%2").arg(QLocale().toString(qlonglong(usual.value / unit)), suffix);
    box->setAccessibleDescription(about);
    auto *field = new QWidget;
    auto *line = row(field, 0, 8);
    line->addWidget(box);
    line->addWidget(new Label(about, TextRole::Caption, Tone::Muted));
    line->addStretch();
    addRow(form, wordsFor(usual.name), field, box);
    m_lines += { usual.name, unit, box };
    connect(box, &QSpinBox::valueChanged, this, &LimitsForm::showSummary);
}

void LimitsForm::showLines(bool open)
{
    m_page->setVisible(open);
    m_more->setIcon(tintedIcon(open ? u"down"_s : u"right"_s, Tone::Muted));
    m_more->setText(open ? tr("Hide") : tr("Show"));
    m_more->setAccessibleName(open ? tr("Hide the limits") : tr("Show the limits"));
}

void LimitsForm::setLimits(const mcp::Limits &limits)
{
    m_before = limits;
    const QList<session::LimitValue> values = session::limitValues(limits);
    for (qsizetype i = 0; i < m_lines.size(); ++i)
        m_lines[i].box->setValue(int(values[i].value / m_lines[i].unit));
    showSummary();
}

mcp::Limits LimitsForm::limits() const
{
    mcp::Limits limits = m_before;
    const QList<session::LimitValue> before = session::limitValues(m_before);
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        const Line &line = m_lines[i];
        // What was not touched is not rounded to what could be shown of it.
        if (line.box->value() != before[i].value / line.unit)
            session::setLimit(limits, line.name, line.box->value() * line.unit);
    }
    return limits;
}

void LimitsForm::showSummary()
{
    const QList<session::LimitValue> usual = session::limitValues({});
    const QList<session::LimitValue> now = session::limitValues(limits());
    int different = 0;
    for (qsizetype i = 0; i < now.size(); ++i)
        different += now[i].value != usual[i].value;
    m_summary->setText(
        different == 0 ? tr("as usual") : counted(different, tr("1 changed"), tr("%1 changed")));
    m_reset->setEnabled(different > 0);
}

} // namespace authscope::ui
