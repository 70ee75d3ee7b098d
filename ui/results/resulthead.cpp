// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/resulthead.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

const char *const segmentNames[resultParts]
    = { "renderedButton", "structuredButton", "modelButton", "uiOnlyButton", "rawButton" };

} // namespace

ResultHead::ResultHead()
    : m_mark(new MarkLabel)
    , m_duration(new Label)
    , m_doneWords(new Label({}, TextRole::Body, Tone::Muted))
    , m_schema(new Chip)
    , m_generation(new Label({}, TextRole::Body, Tone::Muted))
    , m_exchange(linkButton(tr("Exchange"), u"resultExchangeButton"_s))
    , m_timesButton(linkButton(tr("Time"), u"callTimesButton"_s))
    , m_times(new WaterfallView(u"callWaterfall"_s))
    , m_again(button(tr("Call again"), u"callAgainButton"_s))
    , m_copy(iconButton(u"copy"_s, tr("Copy what is shown"), u"copyResultButton"_s))
    , m_save(button(tr("Save"), u"saveResultButton"_s))
    , m_switch(new SegmentedControl(tr("Result as"), u"resultSwitch"_s))
    , m_audience(new Chip)
    , m_said(new Label({}, TextRole::Caption))
{
    m_duration->setObjectName(u"resultDurationLabel"_s);
    m_doneWords->setObjectName(u"resultDoneLabel"_s);
    m_doneWords->setToolTip(
        plainToolTip(tr("What the tool wants to be said after it ran (openai/toolInvocation/invoked)")));
    m_schema->setObjectName(u"schemaChip"_s);
    m_generation->setObjectName(u"resultGenerationLabel"_s);
    m_audience->setObjectName(u"audienceChip"_s);
    m_said->setObjectName(u"resultSaidLabel"_s);
    m_said->setWrapping(true);
    m_said->hide();
    m_save->setMenu(makeSaveMenu());
    for (int part = 0; part < resultParts; ++part)
        m_switch->add(partName(static_cast<ResultPart>(part)), QString::fromLatin1(segmentNames[part]));
    QFont strong = m_duration->font();
    strong.setBold(true);
    m_duration->setFont(strong);

    auto *first = row(nullptr, 0, 12);
    first->addWidget(m_mark);
    first->addWidget(m_duration);
    first->addWidget(m_doneWords);
    first->addWidget(m_schema);
    first->addWidget(m_generation);
    first->addWidget(m_exchange);
    first->addWidget(m_timesButton);
    first->addStretch(1);
    first->addWidget(m_again);
    first->addWidget(m_copy);
    first->addWidget(m_save);
    auto *second = row(nullptr, 0, 12);
    second->addWidget(m_switch);
    second->addStretch(1);
    second->addWidget(m_audience);
    auto *all = column(this, 0, 4);
    all->setContentsMargins(16, 8, 12, 6);
    all->addLayout(first);
    all->addLayout(second);
    all->addWidget(m_said);
    all->addWidget(m_times);

    connect(m_switch, &SegmentedControl::currentChanged, this, [this](int index) {
        showAudience();
        Q_EMIT partChanged(static_cast<ResultPart>(index));
    });
    connect(m_exchange, &QPushButton::clicked, this, &ResultHead::exchangeRequested);
    connect(m_again, &QPushButton::clicked, this, &ResultHead::callAgainRequested);
    connect(m_copy, &QPushButton::clicked, this, &ResultHead::copyRequested);
    m_timesButton->setCheckable(true);
    m_timesButton->setAccessibleDescription(tr("What the time of this call went into"));
    connect(m_timesButton, &QPushButton::toggled, this,
        [this](bool isOn) { m_times->setVisible(isOn && !m_times->waterfall().rows.isEmpty()); });
    connect(m_times, &WaterfallView::exchangeRequested, this, &ResultHead::rowRequested);
    showAudience();
}

QMenu *ResultHead::makeSaveMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"saveResultMenu"_s);
    const auto add = [&](const QString &words, const QString &name, ResultPart what) {
        QAction *action = menu->addAction(words);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, [this, what] { Q_EMIT saveRequested(what); });
        return action;
    };
    add(tr("The &whole result as JSON…"), u"saveWholeAction"_s, ResultPart::Raw);
    m_saveStructured
        = add(tr("The &structured content as JSON…"), u"saveStructuredAction"_s, ResultPart::Structured);
    m_saveContent = add(tr("The &texts…"), u"saveTextsAction"_s, ResultPart::Rendered);
    return menu;
}

void ResultHead::setData(const ResultData &given)
{
    const bool failed = given.error || (given.result && given.result->isError);
    m_mark->setMark(failed ? Mark::Failed : Mark::Passed);
    QString words = given.result && given.result->duration.count() > 0 ? durationText(given.result->duration)
        : given.error                                                  ? tr("failed")
        : failed                                                       ? tr("the tool failed")
                                                                       : tr("answered");
    if (given.recordedAt)
        words = tr("%1 · %2").arg(clockTime(*given.recordedAt), words);
    m_duration->setText(words);
    m_doneWords->setForeignText(failed ? QString() : given.doneWords, 64);
    m_doneWords->setVisible(!m_doneWords->text().isEmpty());
    m_generation->setText(given.result && given.result->generation > 0
            ? tr("token %1").arg(given.result->generation)
            : QString());
    m_generation->setVisible(!m_generation->text().isEmpty());
    const base::ExchangeId exchange = given.result ? given.result->exchange
        : given.error                              ? given.error->exchange
                                                   : 0;
    m_exchange->setVisible(exchange != 0);
    m_times->setWaterfall(given.times);
    m_times->setVisible(m_timesButton->isChecked() && !given.times.rows.isEmpty());
    m_timesButton->setVisible(!given.times.rows.isEmpty());
    m_again->setVisible(given.recordedAt.has_value());
    m_copy->setVisible(given.result.has_value());
    m_save->setVisible(given.result.has_value());
    m_saveStructured->setEnabled(given.result && given.result->hasStructuredContent);
    m_saveContent->setEnabled(given.result && !given.result->content.isEmpty());
    m_said->hide();
}

void ResultHead::setSchemaChip(const ChipText &chip, const QString &details)
{
    m_schema->setVisible(!chip.text.isEmpty());
    m_schema->setChip(chip.text, chip.tone);
    m_schema->setToolTip(plainToolTip(details));
}

ResultPart ResultHead::part() const
{
    return static_cast<ResultPart>(m_switch->current());
}

void ResultHead::setPart(ResultPart part)
{
    m_switch->setCurrent(int(part));
}

void ResultHead::setPartEnabled(ResultPart part, bool isEnabled)
{
    m_switch->setSegmentEnabled(int(part), isEnabled);
}

void ResultHead::setSegmentsVisible(bool areVisible)
{
    m_switch->setVisible(areVisible);
    m_audience->setVisible(areVisible);
}

void ResultHead::showAudience()
{
    const Audience audience = audienceOf(part());
    m_audience->setChip(audience.chip.text, audience.chip.tone);
    m_audience->setToolTip(plainToolTip(audience.words));
    m_audience->setAccessibleDescription(audience.words);
}

void ResultHead::offerAgain(const QString &reason)
{
    m_said->setTone(Tone::Accent);
    m_said->setText(reason);
    m_said->show();
    m_again->show();
}

void ResultHead::setSaid(const QString &words, bool isGood)
{
    m_said->setTone(isGood ? Tone::Good : Tone::Bad);
    m_said->setText(words);
    m_said->setVisible(!words.isEmpty());
}

} // namespace authscope::ui
