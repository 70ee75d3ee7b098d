// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

namespace authscope::ui {

class MarkLabel;

/// What a view will show, and the one button that gets there; at most one quieter way beside it.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(const QString &objectName);

    /// An empty action hides the button.
    void setWords(const QString &title, const QString &explanation, const QString &action = {},
        const QString &otherAction = {});
    QPushButton *actionButton() const { return m_action; }

Q_SIGNALS:
    void actionRequested();
    void otherActionRequested();

private:
    Label *m_title;
    Label *m_explanation;
    QPushButton *m_action;
    QPushButton *m_other;
};

/// A bar of what is left, from full to empty; says it in words to screen readers.
class ExpiryBar : public QWidget {
    Q_OBJECT

public:
    explicit ExpiryBar();
    void setLeft(double part, Tone tone, const QString &words);
    QSize sizeHint() const override { return { 96, 8 }; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_part = 0;
    Tone m_tone = Tone::Good;
};

/// One sentence on a tinted ground, with its mark.
class Banner : public QFrame {
    Q_OBJECT

public:
    explicit Banner(const QString &objectName);
    void setSentence(const QString &sentence, Tone tone);
    QString sentence() const { return m_words->text(); }

private:
    MarkLabel *m_mark;
    Label *m_words;
};

} // namespace authscope::ui
