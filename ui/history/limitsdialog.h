// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/records.h"

#include <QDialog>

class QCheckBox;
class QSpinBox;

namespace authscope::ui {

/// How much of the history is kept.
class HistoryLimitsDialog : public QDialog {
    Q_OBJECT

public:
    HistoryLimitsDialog(const store::HistoryLimits &limits, const store::HistorySize &size, QWidget *parent);
    store::HistoryLimits limits() const;

private:
    QSpinBox *addBound(
        const QString &words, const QString &objectName, qint64 value, int most, const QString &unit);

    QCheckBox *m_isKept;
    QWidget *m_bounds;
    QSpinBox *m_days;
    QSpinBox *m_calls;
    QSpinBox *m_megabytes;
};

} // namespace authscope::ui
