// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

#include <QTimer>

class QLineEdit;

namespace authscope::ui {

/// A field to look for something in what stands below, with the number of places and a way from one to the
/// next. Enter and Shift+Enter, F3 and Shift+F3; Escape empties it.
class FindBar : public QWidget {
    Q_OBJECT

public:
    /// `name`: begins the object names: "raw" makes rawFindEdit, rawFindNextButton …
    FindBar(const QString &name, const QString &placeholder);

    QString text() const;
    void setText(const QString &text); ///< at once
    void clear();
    void focus();
    /// `current` counts from 1; 0 is none yet. `words` instead of the numbers when there is more to say.
    void setState(qint64 current, qint64 count, bool isRunning, const QString &words = {});

Q_SIGNALS:
    void textChanged(const QString &text); ///< when typing stops for a moment
    void moved(int by); ///< 1 to the next, -1 to the one before

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void tell();

    QLineEdit *m_edit;
    Label *m_count;
    QPushButton *m_before;
    QPushButton *m_next;
    QTimer m_pause;
    QString m_told;
};

/// Ctrl+F anywhere in `area`, F3 and Shift+F3.
void addFindShortcuts(QWidget *area, FindBar *bar);

} // namespace authscope::ui
