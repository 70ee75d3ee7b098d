// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signin/steprow.h"

#include "ui/common/errorpresenter.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QGridLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

StepRow::StepRow(const StepData &data)
    : m_mark(new MarkLabel)
    , m_title(new Label)
    , m_outcome(new ElidedLabel)
    , m_duration(new Label({}, TextRole::Body, Tone::Muted))
    , m_toggle(iconButton(u"right"_s, {}, objectNameOf(data.id) + u"Toggle"_s))
    , m_details(new QFrame)
    , m_grid(new QGridLayout)
    , m_error(new ErrorPresenter(u"stepError"_s))
{
    setObjectName(objectNameOf(data.id));
    m_outcome->setObjectName(objectNameOf(data.id) + u"Outcome"_s);
    QFont strong = m_title->font();
    strong.setBold(true);
    m_title->setFont(strong);
    m_title->setFixedWidth(QFontMetrics(strong).horizontalAdvance(u"Browser and loopback  "_s));
    m_duration->setFixedWidth(m_duration->fontMetrics().horizontalAdvance(u"10 min 10 s"_s));
    m_duration->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_toggle->setCheckable(true);

    auto *line = row(nullptr, 0, 16);
    line->setContentsMargins(12, 4, 8, 4);
    line->addWidget(m_mark);
    line->addWidget(m_title);
    line->addWidget(m_outcome, 1);
    line->addWidget(m_duration);
    line->addWidget(m_toggle);

    m_details->setProperty("sunken", true);
    m_under = column(m_details, 0, 8);
    m_under->setContentsMargins(44, 8, 16, 12);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(1, 4);
    m_grid->setColumnStretch(2, 6);
    m_under->addLayout(m_grid);
    m_under->addWidget(m_error);
    m_details->hide();

    auto *all = column(this, 0, 0);
    all->addLayout(line);
    all->addWidget(m_details);
    connect(m_toggle, &QPushButton::toggled, this, &StepRow::showDetails);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &StepRow::exchangeRequested);
    setData(data);
}

void StepRow::setData(const StepData &data)
{
    const bool failedNow = data.error && !m_data.error;
    m_data = data;
    m_mark->setMark(markOf(data.state));
    m_title->setText(data.title);
    m_title->setTone(data.state == oauth::StepState::Waiting ? Tone::Muted : Tone::Plain);
    m_outcome->setElided(base::cleaned(data.outcome, 500));
    m_duration->setText(data.duration ? durationText(*data.duration) : QString());
    m_error->setError(data.error);
    const QString words = tr("Details of %1").arg(data.title);
    m_toggle->setAccessibleName(words);
    m_toggle->setToolTip(plainToolTip(words));
    setAccessibleName(u"%1: %2. %3"_s.arg(data.title, markWord(markOf(data.state)), m_outcome->text()));
    fillDetails();
    if (failedNow)
        setOpen(true);
    showDetails();
}

void StepRow::setOpen(bool open)
{
    m_toggle->setChecked(open);
}

bool StepRow::isOpen() const
{
    return m_toggle->isChecked();
}

bool StepRow::hasExtra() const
{
    return m_under->count() > 2; // beside the checks and the error
}

void StepRow::addExtra(QWidget *extra)
{
    m_under->addWidget(extra);
    fillDetails();
    showDetails();
}

void StepRow::showDetails()
{
    m_toggle->setIcon(tintedIcon(isOpen() ? u"down"_s : u"right"_s, Tone::Muted));
    m_details->setVisible(isOpen());
}

void StepRow::fillDetails()
{
    clearLayout(m_grid);
    for (const base::Check &check : std::as_const(m_data.checks))
        addCheck(check);
    for (const ExchangeLine &exchange : std::as_const(m_data.exchanges))
        addExchange(exchange);
    if (!hasExtra() && m_data.checks.isEmpty() && m_data.exchanges.isEmpty() && !m_data.error) {
        m_grid->addWidget(new Label(m_data.state == oauth::StepState::Waiting
                                  ? tr("Its turn has not come.")
                                  : tr("Nothing was compared or sent in this step."),
                              TextRole::Body, Tone::Muted),
            m_grid->rowCount(), 0, 1, 4);
    }
}

void StepRow::addCheck(const base::Check &check)
{
    const int at = m_grid->rowCount();
    auto *mark = new MarkLabel(markOf(check.state));
    auto *title = new Label;
    title->setForeignText(check.title);
    title->setWrapping(true);
    title->setMinimumWidth(160);
    auto *found = new Label({}, TextRole::Wire);
    QString values = isolated(base::cleaned(check.found, 500));
    if (!check.expected.isEmpty() && check.expected != check.found)
        values += u'\n' + tr("expected %1").arg(isolated(base::cleaned(check.expected, 500)));
    found->setText(values);
    found->setWrapping(true);
    found->setSelectable();
    auto *standard = new Label({}, TextRole::Caption, Tone::Muted);
    standard->setForeignText(check.rule);
    m_grid->addWidget(mark, at, 0, Qt::AlignTop);
    m_grid->addWidget(title, at, 1, Qt::AlignTop);
    m_grid->addWidget(found, at, 2, Qt::AlignTop);
    m_grid->addWidget(standard, at, 3, Qt::AlignTop | Qt::AlignRight);
}

void StepRow::addExchange(const ExchangeLine &line)
{
    const int at = m_grid->rowCount();
    QPushButton *link = linkButton(withoutMnemonic(line.request), u"exchangeLink%1"_s.arg(line.id));
    link->setAccessibleName(tr("Show in Traffic: %1").arg(line.request));
    connect(link, &QPushButton::clicked, this, [this, id = line.id] { Q_EMIT exchangeRequested(id); });
    m_grid->addWidget(new MarkLabel(Mark::Exchange), at, 0);
    m_grid->addWidget(link, at, 1);
    m_grid->addWidget(new ElidedLabel(line.outcome, TextRole::Body, Tone::Muted), at, 2);
}

} // namespace authscope::ui
