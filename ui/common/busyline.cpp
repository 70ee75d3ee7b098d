// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/busyline.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QProgressBar>

using namespace Qt::StringLiterals;

namespace authscope::ui {

BusyLine::BusyLine(const QString &name, const QString &stopWords)
    : m_words(new Label({}, TextRole::Body, Tone::Muted)), m_stop(button(stopWords, name + u"StopButton"_s))
{
    setObjectName(name);
    m_words->setObjectName(name + u"Label"_s);
    auto *bar = new QProgressBar;
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setFixedSize(120, 6);
    bar->setAccessibleName(tr("Under way"));
    auto *all = row(this, 0, 12);
    all->addWidget(bar);
    all->addWidget(m_words, 1);
    all->addWidget(m_stop);
    connect(m_stop, &QPushButton::clicked, this, &BusyLine::stopRequested);
    end();
}

void BusyLine::begin(const QString &phase, base::Time now)
{
    m_isRunning = true;
    m_begun = now;
    m_elapsed = {};
    setPhase(phase);
    show();
}

void BusyLine::setPhase(const QString &phase)
{
    m_phase = phase;
    showWords();
}

void BusyLine::tick(base::Time now)
{
    if (!m_isRunning)
        return;
    m_elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_begun);
    showWords();
}

void BusyLine::showWords()
{
    m_words->setForeignText(m_elapsed.count() > 0 ? tr("%1 … %2").arg(m_phase, durationText(m_elapsed))
                                                  : tr("%1 …").arg(m_phase));
}

void BusyLine::end()
{
    m_isRunning = false;
    hide();
}

} // namespace authscope::ui
