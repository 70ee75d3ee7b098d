// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "ui/common/widgets.h"

class QSplitter;

namespace authscope::ui {

class EmptyState;
class ErrorPresenter;

/// A list at the left and what was chosen at the right; or the words that say why there is none.
class FeatureFrame : public QWidget {
    Q_OBJECT

public:
    enum class State { Before, Loading, Failed, Loaded, NotOffered };
    struct Words {
        QString beforeTitle = {}, beforeText = {}; ///< before the list was asked for
        QString loading = {};
        QString failed = {};
        QString noneTitle = {}, noneText = {};
        QString notOfferedTitle = {}, notOfferedText = {};
    };

    /// `name`: nameEmpty, nameError. `needsSignIn` decides what the button of Before does.
    FeatureFrame(const QString &name, Words words, QWidget *left, QWidget *right);

    void setState(State state, bool hasContent, const std::optional<base::Error> &error = {});
    void setNeedsSignIn(bool needs);
    QSplitter *splitter() const { return m_split; }

Q_SIGNALS:
    void loadRequested();
    void signInRequested();
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void showWords();

    Words m_words;
    State m_state = State::Before;
    bool m_needsSignIn = true;
    EmptyState *m_empty;
    ErrorPresenter *m_error;
    QSplitter *m_split;
};

} // namespace authscope::ui
