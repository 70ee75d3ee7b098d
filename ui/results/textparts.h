// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/results/resultdata.h"

#include <QFutureWatcher>

class QComboBox;

namespace authscope::ui {

class JsonBrowser;
class TextBrowser;
class TextView;

/// Makes bytes beside the window's thread; what is asked for later wins.
class BytesMaker : public QObject {
    Q_OBJECT

public:
    explicit BytesMaker(QObject *parent);
    ~BytesMaker() override;
    void make(std::function<QByteArray()> work);
    void stop();

Q_SIGNALS:
    void made(const QByteArray &bytes);

private:
    QFutureWatcher<QByteArray> m_watcher;
};

/// A result as it came, or laid out in lines.
class RawPart : public QWidget {
    Q_OBJECT

public:
    RawPart();
    void setData(const ResultData &given); ///< nothing is made before show()
    void clear();
    void make(); ///< when it is looked at

private:
    SegmentedControl *m_form;
    Label *m_about;
    TextBrowser *m_text;
    BytesMaker m_maker;
    json::Shared m_whole;
    QByteArray m_received;
    bool m_isMade = false;
};

/// What a model reads of it.
class ModelPart : public QWidget {
    Q_OBJECT

public:
    ModelPart();
    void setData(const ResultData &given);
    void clear();
    void make();

private:
    Label *m_contentAbout;
    TextBrowser *m_content;
    QWidget *m_below;
    Label *m_structuredAbout;
    TextBrowser *m_structured;
    BytesMaker m_contentMaker, m_structuredMaker;
    std::optional<mcp::ToolResult> m_result;
    bool m_isMade = false;
};

/// What no model gets: every _meta.
class UiOnlyPart : public QWidget {
    Q_OBJECT

public:
    UiOnlyPart();
    void setData(const ResultData &given);
    void clear();

private:
    void choose(int index);

    QComboBox *m_choice;
    Label *m_empty;
    JsonBrowser *m_tree;
    QList<std::pair<QByteArray, json::Shared>> m_metas;
};

} // namespace authscope::ui
