// SPDX-License-Identifier: GPL-3.0-or-later
// A list of 5,000 tools: how long until it stands there, and how long a key in the filter takes. Medians.
//   authscope_bench_toollist [tools]
#include "ui/common/theme.h"
#include "ui/tools/toolsview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>

#include <algorithm>
#include <cstdio>

using namespace authscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 21;

QList<mcp::Tool> manyTools(int number)
{
    QList<mcp::Tool> tools;
    tools.reserve(number);
    for (int i = 0; i < number; ++i) {
        const QByteArray text = "{\"name\":\"service" + QByteArray::number(i % 40) + "_action_"
            + QByteArray::number(i) + "\",\"title\":\"Action\",\"description\":\"Does what action number "
            + QByteArray::number(i * 7)
            + " of the service is for, with words enough to be worth searching through, and then some more "
              "of "
              "them until the description is as long as such descriptions are.\","
              "\"inputSchema\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}}},"
              "\"annotations\":{\"readOnlyHint\":"
            + (i % 3 ? "false" : "true") + "},\"securitySchemes\":[{\"type\":\"oauth2\",\"scopes\":[\"scope."
            + QByteArray::number(i % 200) + "\"]}]}";
        tools += *mcp::readTool(*json::parse(text, u"tool"_s));
    }
    return tools;
}

/// Until everything that was queued is drawn.
void settle(QWidget *widget)
{
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    widget->grab();
}

template <class Work>
double median(const Work &work)
{
    QList<double> times;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        work(i);
        times += double(timer.nsecsElapsed()) / 1e6;
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    ui::applyTheme(app, ui::ThemeChoice::Light);
    const int number = argc > 1 ? std::max(1, atoi(argv[1])) : 5000;
    const QList<mcp::Tool> tools = manyTools(number);
    ui::ToolsView view;
    view.resize(1048, 660);
    view.show();
    view.setAvailability(ui::ToolsView::Availability::Loaded);
    settle(&view);

    const double listed = median([&](int) {
        view.setTools({}, {});
        view.setTools(tools, { "scope.1" });
        settle(&view);
    });
    auto *filter = view.findChild<QLineEdit *>(u"toolFilterLineEdit"_s);
    auto *list = view.findChild<QListView *>(u"toolList"_s);
    const QString typed = u"action 49"_s;
    const double filtered = median([&](int i) {
        filter->setText(typed.left(i % typed.size() + 1));
        settle(list);
    });
    std::printf(
        "%d tools listed: %.1f ms (goal 100), filtered: %.1f ms a key (goal 16)\n", number, listed, filtered);
    return 0;
}
