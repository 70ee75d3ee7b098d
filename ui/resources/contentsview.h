// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"
#include "ui/common/widgets.h"

class QComboBox;

namespace authscope::ui {

class Chip;
class ContentView;
class EmptyState;
class ErrorPresenter;
class MarkLabel;

/// What resources/read brought.
struct ReadData {
    std::optional<mcp::ResourceContents> contents = {};
    std::optional<base::Error> error = {};
    base::Time readAt = {};
};

class ContentsView : public QFrame {
    Q_OBJECT

public:
    ContentsView();

    void setData(const ReadData &given);
    void clearData();

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void showContent(int index);

    ReadData m_data;
    base::ExchangeId m_exchange = 0;
    EmptyState *m_empty;
    QWidget *m_all;
    MarkLabel *m_mark;
    Label *m_duration;
    Label *m_readAt;
    Chip *m_cached;
    QPushButton *m_traffic;
    QComboBox *m_choice;
    ErrorPresenter *m_error;
    ContentView *m_content;
};

} // namespace authscope::ui
