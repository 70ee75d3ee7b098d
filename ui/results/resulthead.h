// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/chip.h"
#include "ui/common/widgets.h"
#include "ui/results/resultparts.h"

class QMenu;

namespace authscope::ui {

class MarkLabel;

/// What there is to say about a result before it is read: how it went, whether it keeps its schema, which
/// token it was called with, which reading is shown and who else gets that.
class ResultHead : public QWidget {
    Q_OBJECT

public:
    ResultHead();

    void setData(const ResultData &data);
    void setSchemaChip(const ChipText &chip, const QString &details = {}); ///< an empty text hides it
    ResultPart part() const;
    void setPart(ResultPart part);
    void setPartEnabled(ResultPart part, bool isEnabled);
    void setSegmentsVisible(bool areVisible);
    void offerAgain(const QString &reason);
    void setSaid(const QString &words, bool isGood); ///< what became of a copy or a file

Q_SIGNALS:
    void partChanged(authscope::ui::ResultPart part);
    void exchangeRequested();
    void rowRequested(authscope::base::ExchangeId exchange); ///< of the times
    void callAgainRequested();
    void copyRequested();
    void saveRequested(authscope::ui::ResultPart what); ///< Raw: the whole; Rendered: the texts

private:
    QMenu *makeSaveMenu();
    void showAudience();

    MarkLabel *m_mark;
    Label *m_duration;
    Label *m_doneWords;
    Chip *m_schema;
    Label *m_generation;
    QPushButton *m_exchange;
    QPushButton *m_timesButton;
    WaterfallView *m_times;
    QPushButton *m_again;
    QPushButton *m_copy;
    QPushButton *m_save;
    SegmentedControl *m_switch;
    Chip *m_audience;
    Label *m_said;
    QAction *m_saveStructured = nullptr;
    QAction *m_saveContent = nullptr;
};

} // namespace authscope::ui
